"""The timetable's task of analytics."""

from celery import shared_task

from chatproject.analytics.building import build_due

#: Less than a task may take: the next hour goes on where this one stopped.
_SECONDS = 120


@shared_task(ignore_result=True, expires=3600)
def build_days() -> None:
    """Count the days that have ended. Hourly, so that a day is counted soon after an outage."""
    build_due(_SECONDS)
