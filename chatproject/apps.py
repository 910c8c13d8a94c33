from functools import partial

from django.apps import AppConfig
from django.conf import settings


class ProjectConfig(AppConfig):
    name = "chatproject"
    verbose_name = "Parlance"

    def ready(self) -> None:
        # Tasks find their broker through this app; without it they would look for another one.
        from accounts.operations.ordering_erasure import set_erase
        from accounts.staff.parts import set_examine
        from chatproject import celery, checks  # noqa: F401
        from chatproject.health import examining as health
        from chatproject.health import incidents
        from chatproject.privacy.erasing import erase
        from chatproject.privacy.exporting.keeping import named_by_exports
        from media.keys import add_named

        set_examine(health.examine, partial(incidents.recent, 30))
        set_erase(erase)
        add_named(named_by_exports)
        if settings.TRACES_TO:
            from chatproject.traces.instrumenting import set_up

            share, secret = settings.TRACES_PERCENT / 100, settings.SECRET_KEY
            set_up(settings.TRACES_TO, settings.TRACES_HEADERS, settings.TRACES_SERVICE, share=share, secret=secret)
        if settings.SENTRY_DSN:
            from chatproject.logs.reporting import report_to

            report_to(settings.SENTRY_DSN)
