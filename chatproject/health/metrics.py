"""Numbers for Prometheus, at /metrics: for this machine, or callers that send METRICS_TOKEN."""

import logging
import os
from collections.abc import Iterator
from hmac import compare_digest

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from chatproject.backups import record
from chatproject.health import examining as health
from notifications.ledger.report import numbers
from notifications.models import Notification

log = logging.getLogger(__name__)

_LOOPBACK = ("127.0.0.1", "::1")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_requests = Counter("parlance_http_requests", "Requests answered, without the probes", ["method", "status"])
_seconds = Histogram("parlance_http_request_seconds", "From the request to the head of its response", ["method"])


def observe(method: str | None, status: int, seconds: float) -> None:
    """Counts one answered request. A made-up method must not make a new series."""
    known = method if method in _METHODS else "other"
    _requests.labels(known, str(status)).inc()
    _seconds.labels(known).observe(seconds)


def exposition(request: HttpRequest) -> HttpResponse:
    """Returns the numbers of all web processes of this machine; 404 for strangers."""
    if not may_see(request):
        return HttpResponseNotFound()
    content = generate_latest(_registry()) + generate_latest(_of_the_installation)
    return HttpResponse(content, content_type=CONTENT_TYPE_LATEST)


def may_see(request: HttpRequest) -> bool:
    """Whether a request comes from this machine, or carries METRICS_TOKEN if that is set."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN:
        return compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    # A proxy on this machine also comes from loopback, and identifies itself by its header.
    return request.META.get("REMOTE_ADDR") in _LOOPBACK and "X-Forwarded-For" not in request.headers


class _Notifications(Collector):
    """Numbers from the database, the same from every process.

    While it is unavailable, the others are returned without them.
    """

    def collect(self) -> Iterator[GaugeMetricFamily]:
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


class _Parts(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = GaugeMetricFamily("parlance_part_ok", "Whether a part of the installation is well", labels=["part"])
        for part in health.examine():
            gauge.add_metric([part.name], float(part.is_well))
        yield gauge


class _Backups(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            proven = record.newest_proven()
        except DatabaseError as error:
            log.warning("cannot read when a backup was proven: %s", error)
            return
        if proven is not None:
            age = (timezone.now() - proven.at).total_seconds()
            yield GaugeMetricFamily("parlance_backup_proven_age_seconds", "Since the newest proven backup", age)


_of_the_installation = CollectorRegistry()
_of_the_installation.register(_Backups())
_of_the_installation.register(_Notifications())
_of_the_installation.register(_Parts())


def _registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
