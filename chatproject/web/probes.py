"""/healthz, /readyz, /health and /metrics. They answer under any host name and without a session."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound, JsonResponse
from django.utils.decorators import sync_and_async_middleware

from chatproject.health import examining as health
from chatproject.health import metrics, readiness

Answer = Callable[[HttpRequest], HttpResponse]


def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process runs at all: restart it when this fails."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when it can serve, else 503 with the parts that cannot: send visitors elsewhere until it can."""
    checks = readiness.examine()
    is_ready = all(checks.values())
    body = {name: "ok" if passed else "failed" for name, passed in checks.items()}
    return JsonResponse({"status": "ok" if is_ready else "failed", **body}, status=200 if is_ready else 503)


def all_parts(request: HttpRequest) -> HttpResponse:
    """200 when every part of the installation is well, else 503, with what to do; 404 for strangers.

    A dead worker is no reason to send visitors elsewhere: that is what /readyz is for.
    """
    if not metrics.may_see(request):
        return HttpResponseNotFound()
    parts = health.examine()
    is_well = all(part.is_well for part in parts)
    body = {part.name: part.as_json() for part in parts}
    return JsonResponse({"status": "ok" if is_well else "failed", "parts": body}, status=200 if is_well else 503)


PROBES: dict[str, Answer] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/health": all_parts,
    "/metrics": metrics.exposition,
}


@sync_and_async_middleware
def middleware(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Answers the probes before any other middleware; passes on everything else, and counts it."""
    if iscoroutinefunction(get_response):

        async def in_async(request: HttpRequest) -> HttpResponse:
            if probe := PROBES.get(request.path):
                return await sync_to_async(_answer)(probe, request)
            began = perf_counter()
            response: HttpResponse = await get_response(request)
            metrics.observe(request.method, response.status_code, perf_counter() - began)
            return response

        return in_async

    def in_sync(request: HttpRequest) -> HttpResponse:
        if probe := PROBES.get(request.path):
            return _answer(probe, request)
        began = perf_counter()
        response: HttpResponse = get_response(request)
        metrics.observe(request.method, response.status_code, perf_counter() - began)
        return response

    return in_sync


def _answer(probe: Answer, request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    response = probe(request)
    response["Cache-Control"] = "no-store"
    return response
