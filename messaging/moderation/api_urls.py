"""The REST routes of this app, under /api/v1/."""

from django.urls import path

from messaging.moderation.api import ReportsApi

urlpatterns = [path("reports", ReportsApi.as_view())]
