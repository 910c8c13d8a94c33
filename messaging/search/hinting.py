"""Hints which conversations changed, so that the worker indexes them soon. A lost hint costs some seconds."""

from uuid import UUID

from django.conf import settings
from django.db import transaction

from chatproject.waking import Waker

_MOST = 1_000
_waiting: set[UUID] = set()


def changed(*conversations: UUID) -> None:
    """Requests, after the commit, that the changes of these conversations are indexed."""
    if settings.SEARCH_INDEXING:
        transaction.on_commit(lambda: _note(*conversations), robust=True)


def _note(*conversations: UUID) -> None:
    if len(_waiting) < _MOST:
        _waiting.update(conversations)
    _waker.wake()


def _enqueue() -> None:
    from messaging.tasks import index_messages

    found = []
    while _waiting:
        found.append(str(_waiting.pop()))
    if found:
        index_messages.delay(found)


_waker = Waker(_enqueue)
