from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "chatproject.analytics"
    verbose_name = "Analytics"
