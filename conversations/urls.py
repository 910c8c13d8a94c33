"""The pages of this app."""

from django.urls import path

from conversations import views

app_name = "conversations"
urlpatterns = [path("invite/<str:token>/", views.invitation, name="invitation")]
