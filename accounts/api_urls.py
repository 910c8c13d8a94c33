"""The REST routes of this app, under /api/v1/."""

from django.urls import path

from accounts.api import auth, me, people

urlpatterns = [
    path("auth/register", auth.RegisterView.as_view()),
    path("auth/token", auth.TokenView.as_view()),
    path("auth/token/refresh", auth.RefreshView.as_view()),
    path("auth/logout", auth.LogoutView.as_view()),
    path("me", me.MeView.as_view()),
    path("me/email/confirmation", me.EmailConfirmationView.as_view()),
    path("me/devices", me.DevicesView.as_view()),
    path("me/devices/<str:device>", me.DeviceView.as_view()),
    path("me/blocks", me.BlocksView.as_view()),
    path("me/blocks/<str:user>", me.BlockView.as_view()),
    path("users", people.PeopleView.as_view()),
    path("users/<str:user>", people.PersonView.as_view()),
]
