"""The REST routes of this app, under /api/v1/."""

from django.urls import path

from notifications.api import registrations
from notifications.api.ledger import LedgerApi, NotificationApi
from notifications.api.preferences import PreferencesApi

_REGISTRATION = "notifications/registrations/<str:registration>"

urlpatterns = [
    path("notifications", LedgerApi.as_view()),
    path("notifications/key", registrations.KeyApi.as_view()),
    path("notifications/preferences", PreferencesApi.as_view()),
    path("notifications/registrations", registrations.RegistrationsApi.as_view()),
    path(_REGISTRATION, registrations.RegistrationApi.as_view()),
    path(f"{_REGISTRATION}/test", registrations.TestApi.as_view()),
    path("notifications/shown", registrations.ShownApi.as_view()),
    path("notifications/<int:notification>", NotificationApi.as_view()),
]
