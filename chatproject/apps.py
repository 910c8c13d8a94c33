from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "chatproject"
    verbose_name = "Parlance"

    def ready(self) -> None:
        # Tasks find their broker by this app; without it they would look for another one.
        from accounts.staff.parts import set_examine
        from chatproject import celery, checks, health  # noqa: F401

        set_examine(health.examine)
