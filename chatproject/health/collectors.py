"""Numbers of the whole installation for Prometheus, read at each scrape and the same from every process.

The numbers of an unavailable part are omitted.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from kombu.exceptions import OperationalError
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from chatproject.backups import record
from chatproject.backups.wal import state as wal
from chatproject.celery import app as celery
from chatproject.database.statements import fetch_all
from chatproject.health import certificates, disks, examining, heartbeats, letters, readiness, workload
from notifications.ledger.report import numbers
from notifications.models import Notification

log = logging.getLogger(__name__)


class _OfTheDatabase(Collector):
    """Numbers from PostgreSQL. While that is away, a scrape must not wait for each of them, or it fails as a whole."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        return self.numbers() if readiness.has_database() else iter(())

    def numbers(self) -> Iterator[GaugeMetricFamily]:
        raise NotImplementedError


class _Notifications(_OfTheDatabase):
    def numbers(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = numbers()
        except DatabaseError as error:
            log.warning("cannot read the numbers of notifications: %s", error)
            return
        for name, text, value in (
            ("queued", "Notifications that wait for a push service", found.queued),
            ("queued_oldest_seconds", "Since the oldest of them was decided", found.oldest_seconds),
            ("handovers", "Outbox entries that wait to be processed", found.outbox_entries),
            ("handovers_failed", "Outbox entries set aside after too many attempts", found.outbox_entries_failed),
            ("digests_due", "Emails about unread messages that are due", found.digests_due),
        ):
            yield GaugeMetricFamily(f"parlance_notifications_{name}", text, value)
        recent = GaugeMetricFamily(
            "parlance_notifications_recent", "Decided in the last ten minutes, by state", labels=["state"]
        )
        for state in Notification.State.values:
            recent.add_metric([state], found.states.get(state, 0))
        yield recent


class _Disks(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        free = GaugeMetricFamily("parlance_disk_free_bytes", "Room on a disk of this machine", labels=["disk"])
        total = GaugeMetricFamily("parlance_disk_bytes", "Its size", labels=["disk"])
        for name, room in disks.rooms():
            free.add_metric([name], room.free)
            total.add_metric([name], room.total)
        yield from (free, total)


class _Queues(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        length = GaugeMetricFamily("parlance_queue_length", "Tasks that wait for a worker", labels=["queue"])
        served = GaugeMetricFamily(
            "parlance_queue_served_seconds", "Since a worker last took a periodic task from the queue", labels=["queue"]
        )
        try:
            with celery.connection_for_read() as broker:
                channel: Any = broker.channel()
                for queue in settings.QUEUES:
                    # As workers declare it. kombu's passive declaration does not find queues of Valkey under a prefix.
                    declared = channel.queue_declare(queue, durable=True, auto_delete=False)
                    length.add_metric([queue], declared.message_count)
                    if (age := heartbeats.age(queue)) is not None:
                        served.add_metric([queue], age)
        except (OperationalError, RedisError) as error:
            log.warning("cannot read the lengths of the queues: %s", error)
        yield from (length, served)


class _Backups(_OfTheDatabase):
    def numbers(self) -> Iterator[GaugeMetricFamily]:
        try:
            proven = record.newest_proven()
        except DatabaseError as error:
            log.warning("cannot read when a backup was proven: %s", error)
            return
        if proven is not None:
            age = (timezone.now() - proven.at).total_seconds()
            yield GaugeMetricFamily("parlance_backup_proven_age_seconds", "Since the newest proven backup", age)
        if trouble := self._trouble():
            age = (timezone.now() - trouble.since).total_seconds()
            yield GaugeMetricFamily("parlance_backup_failing_seconds", "Since backups, or their proofs, fail", age)
        if until := self._kept_until():
            age = (timezone.now() - until).total_seconds()
            yield GaugeMetricFamily(
                "parlance_backup_wal_age_seconds", "Since the last moment that can be restored", age
            )

    def _trouble(self) -> record.Trouble | None:
        try:
            return record.trouble()
        except RedisError as error:
            log.warning("cannot read whether backups fail: %s", error)
            return None

    def _kept_until(self) -> datetime | None:
        try:
            return wal.read().until if settings.BACKUP_WAL else None
        except RedisError as error:
            log.warning("cannot read how far the log is kept: %s", error)
            return None


class _Tasks(Collector):
    def collect(self) -> Iterator[Metric]:
        total = CounterMetricFamily("parlance_tasks", "Tasks that ended", labels=["task", "outcome"])
        took = HistogramMetricFamily("parlance_task_seconds", "How long a task took", labels=["task"])
        waited = HistogramMetricFamily(
            "parlance_task_wait_seconds", "From enqueuing a task to its start", labels=["queue"]
        )
        try:
            outcomes, seconds = workload.counted()
        except RedisError as error:
            log.warning("cannot read the numbers of tasks: %s", error)
            return
        for labels, number in outcomes.items():
            total.add_metric(list(labels), number)
        for family, kind in ((took, "task"), (waited, "queue")):
            for name, parts in seconds[kind].items():
                family.add_metric([name], *_cumulative(parts))
        yield from (total, took, waited)


def _cumulative(parts: dict[str, float]) -> tuple[list[tuple[str, float]], float]:
    """Returns the buckets of a histogram, each with those below it, and the sum."""
    bounds = [str(bound) for bound in workload.BOUNDS]
    totals = accumulate(parts.get(bound, 0.0) for bound in (*bounds, "more"))
    return list(zip((*bounds, "+Inf"), totals, strict=True)), parts.get("sum", 0.0)


class _Outside(Collector):
    """What other servers have: certificates, and the mail server."""

    def collect(self) -> Iterator[Metric]:
        days = GaugeMetricFamily("parlance_certificate_days", "Until a certificate ends", labels=["host"])
        try:
            for host, ends in certificates.known().items():
                days.add_metric([host], certificates.days_left(ends))
            found = letters.known()
        except RedisError as error:
            log.warning("cannot read what is known of certificates and mail: %s", error)
            return
        yield days
        yield GaugeMetricFamily("parlance_mail_failures", "Letters refused in a row", found.failures)
        if found.delivered_at is not None:
            age = max(time.time() - found.delivered_at, 0.0)
            yield GaugeMetricFamily("parlance_mail_delivered_age_seconds", "Since it took the last letter", age)


class _Database(_OfTheDatabase):
    def numbers(self) -> Iterator[GaugeMetricFamily]:
        try:
            ((size, used, most),) = fetch_all(_OF_THE_DATABASE, [])
            replicas = fetch_all(_REPLICAS, [])
        except DatabaseError as error:
            log.warning("cannot read the numbers of the database: %s", error)
            return
        yield GaugeMetricFamily("parlance_database_bytes", "Size of the database", size)
        yield GaugeMetricFamily("parlance_database_connections", "Connections to it, of all clients", used)
        yield GaugeMetricFamily("parlance_database_connections_most", "How many it accepts", most)
        lag = GaugeMetricFamily("parlance_replica_lag_seconds", "How far a replica is behind", labels=["replica"])
        for name, seconds in replicas:
            lag.add_metric([name], seconds)
        yield lag


_OF_THE_DATABASE = """
SELECT pg_database_size(current_database()),
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
       current_setting('max_connections')::int
"""
# What receives the log for backups (pg_receivewal) replays nothing: it is no replica.
_REPLICAS = """
SELECT application_name, COALESCE(EXTRACT(EPOCH FROM replay_lag), 0)::float8
FROM pg_stat_replication WHERE replay_lsn IS NOT NULL
"""


class _Parts(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = GaugeMetricFamily("parlance_part_ok", "Whether a part of the installation is well", labels=["part"])
        for part in examining.examine():
            gauge.add_metric([part.name], float(part.is_well))
        yield gauge


COLLECTORS: tuple[Collector, ...] = (
    _Backups(),
    _Notifications(),
    _Disks(),
    _Queues(),
    _Tasks(),
    _Outside(),
    _Database(),
    _Parts(),
)
