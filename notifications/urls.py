"""The pages of this app."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [path("notifications/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe")]
