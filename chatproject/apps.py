from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "chatproject"
    verbose_name = "Parlance"

    def ready(self) -> None:
        # Tasks find their broker through this app; without it they would look for another one.
        from accounts.staff.parts import set_examine
        from chatproject import celery, checks  # noqa: F401
        from chatproject.health import examining as health

        set_examine(health.examine)
