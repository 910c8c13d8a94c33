from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "chatproject"
    verbose_name = "Parlance"
