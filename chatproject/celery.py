"""Celery: background work and its timetable."""

import os
import sys
import time
from typing import Any

from celery import Celery, Task
from celery.signals import (
    beat_init,
    before_task_publish,
    task_postrun,
    task_prerun,
    worker_init,
    worker_process_init,
)
from django.db import close_old_connections, connections

from chatproject.health import workload
from chatproject.traces import ids

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatproject.settings.development")

app = Celery("parlance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# By default Celery opens a connection for each task, which costs PostgreSQL more than most tasks do.
app.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize


@worker_init.connect
@beat_init.connect
def _stand_back(**_: object) -> None:
    """Lowers this worker's priority: users wait for a web process, which may be on the same processor, but
    not for a worker.
    """
    os.nice(5)
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


@worker_process_init.connect
def _keep_its_connection(**_: object) -> None:
    """Keeps connections, with plans made for each execution: a table that a worker reads may be empty now
    and long in an hour.
    """
    database = connections.settings["default"]
    database |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    database["OPTIONS"] |= {"prepare_threshold": None}
    database["OPTIONS"].pop("pool", None)  # one thread needs a single connection


@task_prerun.connect
@task_postrun.connect
def _give_up_what_is_old(**_: object) -> None:
    close_old_connections()


@before_task_publish.connect
def _mark(headers: dict[str, Any], **_: object) -> None:
    headers["trace"] = ids.carried()
    headers["sent"] = time.time()


@task_prerun.connect
def _begin(task_id: str, task: "Task[Any, Any]", **_: object) -> None:
    ids.follow(task.request.get("trace") or "")
    workload.begin(task_id)


@task_postrun.connect
def _end(task_id: str, task: "Task[Any, Any]", state: str | None = None, **_: object) -> None:
    workload.end(task_id, task, state)
