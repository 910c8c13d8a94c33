"""The REST routes of this app, under /api/v1/."""

from django.urls import path

from accounts.api import auth, consents, deletion, email, invitations, me, passwords, people, second_factor

urlpatterns = [
    path("auth/register", auth.RegisterView.as_view()),
    path("auth/token", auth.TokenView.as_view()),
    path("auth/token/refresh", auth.RefreshView.as_view()),
    path("auth/logout", auth.LogoutView.as_view()),
    path("auth/password/reset", passwords.ResetView.as_view()),
    path("auth/password/reset/confirm", passwords.ConfirmResetView.as_view()),
    path("auth/email/confirm", email.ConfirmView.as_view()),
    path("me", me.MeView.as_view()),
    path("me/email/confirmation", me.EmailConfirmationView.as_view()),
    path("me/deletion", deletion.DeletionView.as_view()),
    path("me/email", email.EmailView.as_view()),
    path("me/password", passwords.PasswordView.as_view()),
    path("me/second-factor", second_factor.SecondFactorView.as_view()),
    path("me/second-factor/totp", second_factor.TotpView.as_view()),
    path("me/second-factor/totp/confirm", second_factor.ConfirmTotpView.as_view()),
    path("me/second-factor/recovery-codes", second_factor.RecoveryCodesView.as_view()),
    path("me/consents", consents.ConsentsView.as_view()),
    path("me/devices", me.DevicesView.as_view()),
    path("me/devices/<str:device>", me.DeviceView.as_view()),
    path("me/blocks", me.BlocksView.as_view()),
    path("me/blocks/<str:user>", me.BlockView.as_view()),
    path("server/invitations", invitations.InvitationsView.as_view()),
    path("server/invitations/<str:invitation>", invitations.InvitationView.as_view()),
    path("users", people.PeopleView.as_view()),
    path("users/<str:user>", people.PersonView.as_view()),
]
