"""Enqueues work after the commit."""

import logging
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

from chatproject.contract.errors import Unavailable

log = logging.getLogger(__name__)

#: Retries of a task while the store does not respond, with growing pauses.
AGAIN: dict[str, Any] = {
    "autoretry_for": (Unavailable,),
    "retry_backoff": 2,
    "retry_backoff_max": 60,
    "max_retries": 10,
}


def queue_on_commit(task: "Task[Any, Any]", *arguments: Any) -> None:
    """Enqueues the task after the commit. If the queue does not respond, the next sweep does the work: none of these
    tasks depends on being queued.
    """
    transaction.on_commit(partial(_queue, task, arguments))


def _queue(task: "Task[Any, Any]", arguments: tuple[Any, ...]) -> None:
    try:
        task.delay(*arguments)
    except OperationalError as error:
        log.warning("the queue does not answer, the next sweep does %s%s: %s", task.name, arguments, error)
