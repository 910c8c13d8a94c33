"""The REST routes of this app, under /api/v1/."""

from django.urls import path

from notifications.api.ledger import LedgerApi, NotificationApi
from notifications.api.preferences import PreferencesApi

urlpatterns = [
    path("notifications", LedgerApi.as_view()),
    path("notifications/preferences", PreferencesApi.as_view()),
    path("notifications/<int:notification>", NotificationApi.as_view()),
]
