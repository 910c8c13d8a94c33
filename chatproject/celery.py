"""Celery: work that nobody waits for, and the timetable."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

from chatproject.supervisor.parent import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatproject.settings.development")

app = Celery("parlance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def _follow_the_supervisor(**_: object) -> None:
    die_with_parent()
