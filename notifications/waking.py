"""Signals the worker that there is something to do, without making the caller wait."""

from chatproject.waking import Waker


def _expand() -> None:
    from notifications.tasks import expand

    expand.delay()


_waker = Waker(_expand)


def wake() -> None:
    """Requests an early look at the outbox."""
    _waker.wake()
