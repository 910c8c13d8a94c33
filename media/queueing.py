"""Work for later, once what it is about is committed."""

import logging
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

from chatproject.contract.errors import Unavailable

log = logging.getLogger(__name__)

#: A task for which the store does not answer: again, a little later each time.
AGAIN: dict[str, Any] = {
    "autoretry_for": (Unavailable,),
    "retry_backoff": 2,
    "retry_backoff_max": 60,
    "max_retries": 10,
}


def queue_on_commit(task: "Task[Any, Any]", *arguments: Any) -> None:
    """Where the queue does not answer the next sweep does it: none of our tasks depends on being queued."""
    transaction.on_commit(partial(_queue, task, arguments))


def _queue(task: "Task[Any, Any]", arguments: tuple[Any, ...]) -> None:
    try:
        task.delay(*arguments)
    except OperationalError as error:
        log.warning("the queue does not answer, the next sweep does %s%s: %s", task.name, arguments, error)
