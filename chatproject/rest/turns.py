"""Limits how many expensive requests of a kind one user runs at once in a web process.

A process has one pool of connections and a few slots for image work, which one user must not occupy. Each process
counts for itself.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import Any, Literal

from chatproject.contract.errors import RateLimited

Kind = Literal["picture", "search", "messages"]

#: A picture takes one of the two slots that a process has for them, and leaves the other to other users.
AT_ONCE: dict[Kind, int] = {"picture": 1, "search": 2, "messages": 2}
_RETRY_AFTER_MS = 1_000

_lock = Lock()
_taken: Counter[tuple[Kind, object]] = Counter()


@contextmanager
def turn(kind: Kind, person: object) -> Iterator[None]:
    """Runs something expensive. Raises RateLimited at once if this user already runs as much of its kind."""
    key = (kind, person)
    with _lock:
        if _taken[key] >= AT_ONCE[kind]:
            raise RateLimited(
                "Too many requests at once. Wait until the earlier ones are answered.", retry_after_ms=_RETRY_AFTER_MS
            )
        _taken[key] += 1
    try:
        yield
    finally:
        with _lock:
            _taken[key] -= 1
            if not _taken[key]:
                del _taken[key]


def in_turn(kind: Kind) -> Callable[[Any], Any]:
    """Decorates a view's method: it runs in a turn of the caller."""

    def decorated(method: Any) -> Any:
        @wraps(method)
        def taking(view: Any, request: Any, **path: Any) -> Any:
            with turn(kind, request.user.pk):
                return method(view, request, **path)

        return taking

    return decorated


def search_in_turn(method: Any) -> Any:
    """Decorates a view's method: if the request searches for words, it runs in a turn of the caller."""
    costly = in_turn("search")(method)

    @wraps(method)
    def taking(view: Any, request: Any, **path: Any) -> Any:
        return (costly if request.query_params.get("search") else method)(view, request, **path)

    return taking
