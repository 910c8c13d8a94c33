"""When a worker last took a periodic task from each queue. Valkey stores it: it is a hint, and soon renewed."""

import time

from django.core.cache import cache


def mark(queue: str) -> None:
    cache.set(_key(queue), time.time(), timeout=None)


def age(queue: str) -> float | None:
    """Returns the seconds since the last mark; None without one."""
    marked: float | None = cache.get(_key(queue))
    return None if marked is None else max(time.time() - marked, 0.0)


def _key(queue: str) -> str:
    return f"alive:{queue}"
