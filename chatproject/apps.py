from django.apps import AppConfig
from django.conf import settings


class ProjectConfig(AppConfig):
    name = "chatproject"
    verbose_name = "Parlance"

    def ready(self) -> None:
        # Tasks find their broker through this app; without it they would look for another one.
        from accounts.staff.parts import set_examine
        from chatproject import celery, checks  # noqa: F401
        from chatproject.health import examining as health

        set_examine(health.examine)
        if settings.TRACES_TO:
            from chatproject.traces.instrumenting import set_up

            set_up(settings.TRACES_TO, settings.TRACES_HEADERS, settings.TRACES_SERVICE, settings.TRACES_PERCENT / 100)
        if settings.SENTRY_DSN:
            from chatproject.logs.reporting import report_to

            report_to(settings.SENTRY_DSN)
