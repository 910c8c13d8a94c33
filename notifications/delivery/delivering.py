"""Sending what is due: lease, send, record the results, until nothing is left. One at a time on each machine.

One run serves all push services, so that one of them that hangs holds up neither the others nor, since it has one
process of the worker only, those who find out whom to tell.
"""

import asyncio
import fcntl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from notifications.deciding.reasons import Reason
from notifications.delivery.channels.outcome import Broken, Outcome
from notifications.delivery.leasing import MOST_DEATHS, lease, seconds_to_next
from notifications.delivery.outgoing import Outgoing
from notifications.delivery.recording import record_results
from notifications.delivery.sending import Sending
from notifications.delivery.vapid import signer

BATCH = 64
#: Seconds after which another run goes on, so that the worker can be told to end.
LONGEST = 45.0
#: Who is due again within these seconds is worth a word to the queue; the sweep finds all others.
_SOON = 15.0
#: While there is nothing new, so often it is looked whether there is.
_PAUSE = 0.2
#: So many outcomes are written at once, or those of this time.
_ENOUGH, _SOME_TIME = 32, 0.05


def deliver_due() -> float | None:
    """Send all that is due. Answers in how many seconds that is to be done again; None: when there is something new."""
    until = time.monotonic() + LONGEST
    while True:
        with _alone_here() as is_alone:
            if not is_alone:
                return None
            _deliver(until)
        # Another thread that came to the lock while we had it went away again: what it came for is ours as well.
        wait = seconds_to_next()
        if wait is None or wait > 0 or time.monotonic() > until:
            return None if wait is None or wait > _SOON else max(wait, 0.0)
        # What is due and was not had is held for a moment by somebody else.
        time.sleep(_SOME_TIME)


def _deliver(until: float) -> None:
    with asyncio.Runner() as runner, Sending(runner, signer()) as sending:
        while True:
            leased = lease(min(BATCH, sending.room), but=sending.full) if _may_lease(sending, until) else []
            _start(sending, leased)
            if not leased and not sending.held:
                return
            record_results(sending.progress(enough=_ENOUGH, seconds=_SOME_TIME if leased else _PAUSE))


def _may_lease(sending: Sending, until: float) -> bool:
    return sending.room > 0 and time.monotonic() < until


def _start(sending: Sending, leased: Sequence[Outgoing]) -> None:
    """Send those for which there still is a use."""
    others: list[tuple[Outgoing, Outcome | Reason]] = []
    for due in leased:
        if reason := due.useless:
            others.append((due, reason))
        elif due.attempts > MOST_DEATHS and not due.error:
            others.append((due, Broken("its worker ended with it each time", final=True)))
        else:
            sending.start(due)
    record_results(others)


@contextmanager
def _alone_here() -> Iterator[bool]:
    """Whether no other process on this machine delivers for this database.

    The lock is a file's and not PostgreSQL's: an advisory lock of a session would stay on a connection of PgBouncer's
    after its holder had gone. The lock ends with the process, however that ends.
    """
    database = connection.settings_dict["NAME"]
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / f"delivering-{database}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
