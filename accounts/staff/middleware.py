"""While the server is read-only, no request writes, in the API or on the pages."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from accounts.staff.standing import refuse_writes, standing
from chatproject.contract import wire
from chatproject.contract.errors import Unavailable

_SAFE = ("GET", "HEAD", "OPTIONS")
#: Requests that stay allowed: signing in and out, ending devices, the admin, receipts, and requests that only read or
#: sign a link.
HARMLESS = re.compile(
    r"/admin/.*"
    r"|/accounts/(login|logout|reauthenticate|2fa/(authenticate|reauthenticate))/"
    r"|/settings/(devices/.*|data/download/)"
    r"|/notifications/unsubscribe/.*"
    r"|/api/v1/(auth/(token|token/refresh|logout)|sync|notifications/shown)"
    r"|/api/v1/me/(devices/[^/]+|export/link)"
    r"|/api/v1/conversations/[^/]+/receipt"
    r"|/api/v1/attachments/[^/]+/link"
)


class ReadOnlyMiddleware(MiddlewareMixin):
    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.method in _SAFE or HARMLESS.fullmatch(request.path):
            return None
        try:
            refuse_writes(standing())
        except Unavailable as error:
            return _refusal(request, error)
        return None


def _refusal(request: HttpRequest, error: Unavailable) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = wire.encode(error.as_body())
        response = HttpResponse(body, content_type="application/json", status=error.status)
    else:
        response = render(request, "read_only.html", {"detail": error.detail}, status=error.status)
    response["Retry-After"] = str((error.retry_after_ms or 0) // 1000)
    return response
