"""Counts the tasks of all workers, on all hosts, in one hash of Valkey: their processes come and go.

Prometheus takes a loss of the hash for a restart.
"""

import logging
import time
from collections import defaultdict
from functools import cache
from typing import Any

import redis
from celery import Task
from django.conf import settings
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

#: Upper bounds in seconds: from a mark to the conversion of a film.
BOUNDS = (0.01, 0.1, 0.5, 1, 5, 30, 120, 300)
_OUTCOMES = {"SUCCESS": "ok", "RETRY": "retry"}

_began: dict[str, float] = {}


def begin(task_id: str) -> None:
    _began[task_id] = time.perf_counter()


def end(task_id: str, task: "Task[Any, Any]", state: str | None) -> None:
    """Counts a task that ended, how long it took, and how long it had waited."""
    began = _began.pop(task_id, None)
    if began is None:
        return
    name, queue = str(task.name), str((task.request.delivery_info or {}).get("routing_key", ""))
    try:
        with _valkey().pipeline(transaction=False) as line:
            line.hincrby(_key(), f"outcome {_OUTCOMES.get(state or '', 'failed')} {name}", 1)
            _observe(line, f"task {name}", time.perf_counter() - began)
            sent = task.request.get("sent")
            if sent and not task.request.eta and queue in settings.QUEUES:
                _observe(line, f"queue {queue}", max(time.time() - sent, 0.0))
            line.execute()
    except RedisError as error:
        log.warning("cannot count a task: %s", error)


def counted() -> tuple[dict[tuple[str, str], int], dict[str, dict[str, dict[str, float]]]]:
    """Returns the number of tasks by name and outcome; and for each task and queue the parts of a histogram."""
    outcomes: dict[tuple[str, str], int] = {}
    seconds: dict[str, dict[str, dict[str, float]]] = {"task": defaultdict(dict), "queue": defaultdict(dict)}
    for field, value in _valkey().hgetall(_key()).items():
        kind, part, name = str(field).split(" ", 2)
        if kind == "outcome":
            outcomes[name, part] = int(value)
        else:
            seconds[kind][name][part] = float(value)
    return outcomes, seconds


def _observe(line: redis.client.Pipeline, what: str, seconds: float) -> None:
    kind, name = what.split(" ", 1)
    bound = next((str(each) for each in BOUNDS if seconds <= each), "more")
    line.hincrby(_key(), f"{kind} {bound} {name}", 1)
    line.hincrbyfloat(_key(), f"{kind} sum {name}", round(seconds, 6))


def _key() -> str:
    return f"{settings.REDIS_PREFIX}workload"


@cache
def _valkey() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, decode_responses=True)
