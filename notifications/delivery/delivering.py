"""Delivers the notifications that are due: leases, sends and records until none is left. One run per machine at a time.

One run serves all push services. So a service that hangs delays neither the others nor the fan-out: a run uses only one
process of the worker.
"""

import asyncio
import fcntl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from notifications.deciding.reasons import Reason
from notifications.delivery import keys
from notifications.delivery.channels.outcome import Broken, Outcome
from notifications.delivery.leasing import MOST_DEATHS, lease, seconds_to_next
from notifications.delivery.outgoing import Outgoing
from notifications.delivery.recording import record_results
from notifications.delivery.sending import Sending
from notifications.delivery.vapid import signer

BATCH = 64
#: Seconds after which another run takes over, so that the worker can be stopped.
LONGEST = 45.0
#: A notification that is due again within these seconds is queued again; the sweep finds all others.
_SOON = 15.0
#: Seconds between two checks for new notifications while there are none.
_PAUSE = 0.2
#: Results are recorded together: this many at most, or those of this many seconds.
_ENOUGH, _SOME_TIME = 32, 0.05


def deliver_due() -> float | None:
    """Sends all that is due. Returns the seconds until the next run is needed, or None if one is needed only for new
    notifications.
    """
    until = time.monotonic() + LONGEST
    while True:
        with _alone_here() as is_alone:
            if not is_alone:
                return None
            _deliver(until)
        # Another thread that found the lock taken has left. This run has to send its notifications as well.
        wait = seconds_to_next()
        if wait is None or wait > 0 or time.monotonic() > until:
            return None if wait is None or wait > _SOON else max(wait, 0.0)
        # Another process briefly holds a lease on a notification that is due.
        time.sleep(_SOME_TIME)


def _deliver(until: float) -> None:
    with asyncio.Runner() as runner, Sending(runner, signer()) as sending:
        while True:
            leased = lease(min(BATCH, sending.room), but=sending.full) if _may_lease(sending, until) else []
            _start(sending, leased)
            if not leased and not sending.held:
                return
            results = sending.progress(enough=_ENOUGH, seconds=_SOME_TIME if leased else _PAUSE)
            record_results(results)
            keys.note(results)


def _may_lease(sending: Sending, until: float) -> bool:
    return sending.room > 0 and time.monotonic() < until


def _start(sending: Sending, leased: Sequence[Outgoing]) -> None:
    """Sends the notifications that are still useful."""
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
    """Yields whether no other process on this machine delivers for this database.

    The lock is on a file and not in PostgreSQL: an advisory lock of a session would stay on a connection of PgBouncer
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
