"""The standing of the whole server: whether it accepts writes, its documents, and the notices for everyone.

Each process caches it and reads the database again every few seconds, or after a hint that it changed. So requests and
messages cost no query for it.
"""

import logging
import time
import zlib
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.db.models import Max
from django.urls import reverse

from accounts.staff.models import Document, Notice, ServerState
from chatproject.contract.errors import Unavailable
from chatproject.contract.objects.server import ReadOnly, ServerDocument, ServerNotice

log = logging.getLogger(__name__)

#: Seconds after which a process refreshes its standing.
STALE_AFTER = 5.0
#: The most notices that are shown at once, the latest first.
MOST_NOTICES = 5
_AGAIN_MS = 5_000


@dataclass(frozen=True)
class Standing:
    read_only: ReadOnly | None = None
    notices: tuple[ServerNotice, ...] = ()
    documents: tuple[ServerDocument, ...] = ()


_known = Standing()
#: None until this process has read the database.
_known_at: float | None = None


def known() -> Standing:
    """Returns the cached standing without a query, for the event loop. The reconciler refreshes it."""
    return _known


def standing() -> Standing:
    """Returns the standing, refreshed if it is stale. While the database is unavailable, the cached one applies."""
    if _known_at is None or time.monotonic() - _known_at > STALE_AFTER:
        try:
            refresh()
        except (OperationalError, InterfaceError) as error:
            log.warning("cannot read the server's standing from the database: %s", error)
    return _known


def is_read() -> bool:
    """Whether this process knows the standing. Before, it would let everything pass."""
    return _known_at is not None


def certain_standing() -> Standing:
    """As `standing`, for what forbids something: reads the database if this process never did, or raises its error."""
    if not is_read():
        refresh()
    return standing()


def mark_of(now: Standing) -> str:
    """Returns a short token of the standing: the same in each process, and different after any change."""
    description = f"{now.read_only} {now.notices}"
    return f"{zlib.crc32(description.encode()):08x}"


def refresh() -> bool:
    """Reads the database. Returns whether anything changed."""
    global _known, _known_at
    before = _known
    _known, _known_at = Standing(_read_only(), _notices(), _documents()), time.monotonic()
    return _known != before


def refuse_writes(now: Standing) -> None:
    """Raises Unavailable with the reason while the server is read-only."""
    if now.read_only is not None:
        reason = f": {now.read_only.reason}" if now.read_only.reason else "."
        raise Unavailable(f"The server is read-only for now{reason}", retry_after_ms=_AGAIN_MS)


def _read_only() -> ReadOnly | None:
    state = ServerState.objects.filter(is_read_only=True).first()
    return ReadOnly(reason=state.reason, since=state.since) if state and state.since else None


def _notices() -> tuple[ServerNotice, ...]:
    current = Notice.objects.current().order_by("-starts_at", "-pk")[:MOST_NOTICES]
    return tuple(ServerNotice(id=each.pk, text=each.text, until=each.ends_at) for each in current)


def _documents() -> tuple[ServerDocument, ...]:
    required = Document.objects.filter(requires_acceptance=True).values_list("kind").annotate(Max("version"))
    versions = dict(required)
    return tuple(
        ServerDocument(
            id=each.pk,
            kind=each.kind,
            version=each.version,
            path=reverse("document", args=[each.kind, each.version]),
            published_at=each.published_at,
            required_version=versions.get(each.kind),
        )
        for each in Document.objects.current()
    )
