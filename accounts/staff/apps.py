from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "accounts.staff"
    verbose_name = "Server"
