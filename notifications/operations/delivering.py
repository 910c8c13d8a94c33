"""Sending what is due: claim, send, settle, until nothing is left. One at a time on each machine.

One run serves all push services, so that one of them that hangs holds up neither the others nor, since it has one
process of the worker only, those who find out whom to tell.
"""

import asyncio
import socket
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

from notifications.channels.outcome import Broken, Outcome
from notifications.operations.claiming import MOST_DEATHS, claim, seconds_to_next
from notifications.operations.settling import settle
from notifications.outgoing import Outgoing
from notifications.reasons import Reason
from notifications.sending import Sending
from notifications.vapid import signer

BATCH = 64
#: Seconds after which another run goes on, so that the worker can be told to end.
LONGEST = 45.0
#: Who is due again within these seconds is worth a word to the queue; the sweep finds all others.
_SOON = 15.0
#: While there is nothing new, so often it is looked whether there is.
_PAUSE = 0.2
#: So many outcomes are written at once, or those of this time.
_ENOUGH, _SOME_TIME = 32, 0.05
_LOCK = 0x70757368


def deliver_due() -> float | None:
    """Send all that is due. Answers in how many seconds that is to be done again; None: when there is something new."""
    until = time.monotonic() + LONGEST
    while True:
        with _alone_here() as is_alone:
            if not is_alone:
                return None
            _deliver(until)
        # Whoever came to the lock while we had it went away again: what he came for is ours as well.
        wait = seconds_to_next()
        if wait is None or wait > 0 or time.monotonic() > until:
            return None if wait is None or wait > _SOON else max(wait, 0.0)
        # What is due and was not had is held for a moment by somebody else.
        time.sleep(_SOME_TIME)


def _deliver(until: float) -> None:
    with asyncio.Runner() as runner, Sending(runner, signer()) as sending:
        while True:
            claimed = claim(min(BATCH, sending.room), but=sending.full) if _may_claim(sending, until) else []
            _start(sending, claimed)
            if not claimed and not sending.held:
                return
            settle(sending.progress(enough=_ENOUGH, seconds=_SOME_TIME if claimed else _PAUSE))


def _may_claim(sending: Sending, until: float) -> bool:
    return sending.room > 0 and time.monotonic() < until


def _start(sending: Sending, claimed: Sequence[Outgoing]) -> None:
    """Send those for which there still is a use."""
    others: list[tuple[Outgoing, Outcome | Reason]] = []
    for due in claimed:
        if reason := due.useless:
            others.append((due, reason))
        elif due.attempts > MOST_DEATHS and not due.error:
            others.append((due, Broken("its worker ended with it each time", final=True)))
        else:
            sending.start(due)
    settle(others)


@contextmanager
def _alone_here() -> Iterator[bool]:
    """Whether no other process of this machine is at it. The lock ends with the connection, and so with the process."""
    key = [_LOCK, zlib.crc32(socket.gethostname().encode()) - 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        [(is_alone,)] = cursor.fetchall()
    try:
        yield is_alone
    finally:
        if is_alone:
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
