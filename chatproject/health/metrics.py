"""Numbers for Prometheus, at /metrics: for this machine, or callers that send METRICS_TOKEN."""

import os
from functools import cache
from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from chatproject.health.collectors import COLLECTORS

_LOOPBACK = ("127.0.0.1", "::1")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_requests = Counter("parlance_http_requests", "Requests answered, without the probes", ["method", "status"])
_seconds = Histogram("parlance_http_request_seconds", "From the request to the head of its response", ["method"])


def observe(method: str | None, status: int, seconds: float) -> None:
    """Counts one answered request. A made-up method must not make a new series."""
    count, histogram = _series(method if method in _METHODS else "other", status)
    count.inc()
    histogram.observe(seconds)


@cache
def _series(method: str, status: int) -> tuple[Counter, Histogram]:
    return _requests.labels(method, str(status)), _seconds.labels(method)


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


_of_the_installation = CollectorRegistry()
for _collector in COLLECTORS:
    _of_the_installation.register(_collector)


def _registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
