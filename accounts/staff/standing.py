"""What holds for the whole server now: whether it takes writes, and which notices everybody sees.

Each process keeps what the database says and asks it again every few seconds, or when a hint says that it changed. So
no request and no message costs a query for it.
"""

import logging
import time
import zlib
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

from accounts.staff.models import Notice, ServerState
from chatproject.contract.errors import Unavailable
from chatproject.contract.objects.server import ReadOnly, ServerNotice

log = logging.getLogger(__name__)

#: Seconds for which a process believes what it knows.
STALE_AFTER = 5.0
#: So many notices are shown at once, the latest first.
MOST_NOTICES = 5
_AGAIN_MS = 5_000


@dataclass(frozen=True)
class Standing:
    read_only: ReadOnly | None = None
    notices: tuple[ServerNotice, ...] = ()


_known = Standing()
_known_at = -STALE_AFTER


def known() -> Standing:
    """What this process knows, without asking: for the event loop, whose reconciler refreshes it."""
    return _known


def standing() -> Standing:
    """What this process knows, asked again where that is old. Where the database is away, what it knew holds."""
    if time.monotonic() - _known_at > STALE_AFTER:
        try:
            refresh()
        except (OperationalError, InterfaceError) as error:
            log.warning("the database does not answer how the server stands: %s", error)
    return _known


def mark_of(now: Standing) -> str:
    """A short word for how the server stands: the same in each process, and another when anything changed."""
    told = f"{now.read_only} {now.notices}"
    return f"{zlib.crc32(told.encode()):08x}"


def refresh() -> bool:
    """Ask the database. Returns whether anything changed."""
    global _known, _known_at
    before = _known
    _known, _known_at = Standing(_read_only(), _notices()), time.monotonic()
    return _known != before


def refuse_writes(now: Standing) -> None:
    """Raise Unavailable, saying why, while the server is read-only."""
    if now.read_only is not None:
        reason = f": {now.read_only.reason}" if now.read_only.reason else "."
        raise Unavailable(f"The server is read-only for now{reason}", retry_after_ms=_AGAIN_MS)


def _read_only() -> ReadOnly | None:
    state = ServerState.objects.filter(is_read_only=True).first()
    return ReadOnly(reason=state.reason, since=state.since) if state and state.since else None


def _notices() -> tuple[ServerNotice, ...]:
    current = Notice.objects.current().order_by("-starts_at", "-pk")[:MOST_NOTICES]
    return tuple(ServerNotice(id=each.pk, text=each.text, until=each.ends_at) for each in current)
