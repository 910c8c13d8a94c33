"""The faults that are recorded, and the alerts that each has to cause."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple

from tests.alerts import inflicting, inflicting_more
from tests.alerts.stage import Stage

Inflict = Callable[[Stage], AbstractAsyncContextManager[None]]


class Fault(NamedTuple):
    """`fires` have to fire, `may` are companions; no others. `seconds` is how long it is recorded.

    `on` is the Parlance that it needs: the usual one, or one on a small disk.
    """

    name: str
    inflict: Inflict
    fires: frozenset[str]
    may: frozenset[str] = frozenset()
    seconds: int = 60
    on: str = "usual"

    @property
    def file(self) -> str:
        return f"{self.name.lower().replace(' ', '-').replace(chr(39), '')}.json"


def _fault(name: str, inflict: Inflict, fires: str = "", may: str = "", **about: object) -> Fault:
    alerts = [frozenset(f"Parlance{alert}" for alert in names.split()) for names in (fires, may)]
    return Fault(name, inflict, *alerts, **about)  # type: ignore[arg-type]


FAULTS = (
    _fault("nothing", inflicting.nothing, seconds=90),
    _fault("a web process is killed again and again", inflicting.killed_web, seconds=90),
    _fault("a worker is gone", inflicting.no_worker, "PartFailed", seconds=150),
    _fault(
        "Valkey is gone",
        inflicting.no_valkey,
        "PartFailed EventsStopped",
        "LogBehind NotificationsLate CommandsUnavailable RequestsFailing",
        seconds=90,
    ),
    _fault(
        "PostgreSQL is gone",
        inflicting.no_postgres,
        "PartFailed CommandsUnavailable RequestsFailing",
        "LogBehind TasksFailing PoolExhausted EventsStopped SendsSlow",
        seconds=90,
    ),
    _fault("a disk fills up", inflicting.low_disk, "DiskFilling", seconds=30, on="small disk"),
    _fault(
        "a disk is full",
        inflicting.full_disk,
        "DiskFilling PartFailed CommandsUnavailable",
        "RequestsFailing TasksFailing EventsStopped SendsSlow",
        on="small disk",
    ),
    _fault("sends wait for a lock", inflicting.slow_sends, "SendsSlow", "PoolExhausted"),
    _fault("requests fail", inflicting.failing_requests, "RequestsFailing"),
    _fault("Valkey answers slowly", inflicting.slow_valkey, "EventsSlow", "SendsSlow PartFailed EventsStopped"),
    _fault(
        "PostgreSQL has hardly room for connections", inflicting.many_connections, "DatabaseConnections", seconds=30
    ),
    _fault("no backup is proven", inflicting_more.old_backup, "BackupOld", seconds=40),
    _fault("PostgreSQL's log is not kept", inflicting_more.no_log, "LogBehind", seconds=150),
    _fault("a certificate ends soon", inflicting_more.ending_certificate, "CertificateEnding", seconds=20),
    _fault("the mail server refuses letters", inflicting_more.failing_mail, "MailFailing", seconds=20),
    _fault("notifications cannot be stored", inflicting_more.no_notifications_stored, "TasksFailing", seconds=40),
    _fault("a queue grows", inflicting_more.long_queue, "QueueLong", seconds=30),
    _fault(
        "the worker of notifications is gone",
        inflicting_more.no_notifications,
        "NotificationsLate PartFailed",
        seconds=100,
    ),
    _fault("a push service refuses devices", inflicting_more.refused_pushes, "PushRefused"),
    _fault(
        "a push service refuses the key",
        inflicting_more.refused_key,
        "PushKeyRefused",
        "NotificationsLate PartFailed",
        seconds=90,
    ),
    _fault("a push service fails", inflicting_more.failing_push, "NotificationsLate", "PartFailed", seconds=100),
    _fault("the server is stopped", inflicting.stopped, "Down", seconds=30),
)
