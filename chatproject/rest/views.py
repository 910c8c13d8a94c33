"""The base of REST views: the same types and errors as the socket's."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import msgspec
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views import csrf, defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chatproject.contract import errors, wire
from chatproject.database.transactions import is_cancelled

log = logging.getLogger(__name__)

S = TypeVar("S", bound=msgspec.Struct)


class Api(APIView):
    """A view that reads one Struct, calls one operation and renders its result."""

    def options(self, request: HttpRequest, *arguments: Any, **path: Any) -> Response:
        """Returns the allowed methods, without authentication."""
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def check_permissions(self, request: Request) -> None:
        if request.method != "OPTIONS":
            super().check_permissions(request)

    def read(self, type: type[S], **path: Any) -> S:
        """Returns the request's body and the parameters of its path as the command's input."""
        data = self.request.data
        if not isinstance(data, dict):
            raise errors.Invalid("The body must be a JSON object.")
        return wire.shape({**data, **path}, type)


def answer(data: Any = None, status: int = 200) -> Response:
    return Response(data, status=204 if data is None else status)


def _domain_error(error: Exception) -> errors.DomainError | None:
    match error:
        case errors.DomainError():
            return error
        case exceptions.Throttled():
            wait = int((getattr(error, "wait", None) or 1) * 1000)
            return errors.RateLimited(retry_after_ms=wait)
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return errors.NotAuthenticated()
        case exceptions.PermissionDenied() | PermissionDenied():
            return errors.Forbidden()
        case SuspiciousOperation() | BadRequest():
            return errors.Invalid()
        case DataError() | UnicodeError():
            # Values that PostgreSQL cannot store, for example NUL in a text or a number of thirty digits.
            return errors.Invalid("The request has a value that is out of range.")
        case Http404() | exceptions.NotFound():
            return errors.NotFound()
        case OperationalError() if is_cancelled(error):
            return errors.Unavailable("The request took too long. Ask for less.", retry_after_ms=5000)
        case OperationalError() | InterfaceError():
            log.warning("the database does not answer: %s", error)
            return errors.Unavailable(retry_after_ms=1000)
        case exceptions.APIException():
            refusal = errors.Invalid(str(error.detail))
            refusal.status = error.status_code  # type: ignore[misc]
            return refusal
    return None


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Renders every error as {code, detail, fields?, retry_after_ms?}."""
    refusal = _domain_error(error)
    if refusal is None:
        return None
    response = Response(refusal.as_body(), status=refusal.status)
    if refusal.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    if refusal.retry_after_ms is not None:
        response["Retry-After"] = str(-(-refusal.retry_after_ms // 1000))
    return response


@csrf_exempt
def no_such_route(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An unknown address under /api/ returns an error of the API like every other."""
    return _plain(errors.NotFound())


def only_safe(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Decorates a plain view of the API that accepts only GET and HEAD."""

    @csrf_exempt
    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return view(request)
        response = _plain(errors.Invalid(f'Method "{request.method}" not allowed.'))
        response.status_code = 405
        response["Allow"] = "GET, HEAD"
        return response

    return asked


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(errors.Invalid()) if _is_api(request) else defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(errors.Forbidden()) if _is_api(request) else defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(errors.NotFound()) if _is_api(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's last resort, in the caller's format: a page, or the API's error."""
    if not _is_api(request):
        return defaults.server_error(request)
    response = _plain(errors.Unavailable())
    response.status_code = 500
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _plain(errors.Forbidden()) if _is_api(request) else csrf.csrf_failure(request, reason)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _plain(error: errors.DomainError) -> HttpResponse:
    body = wire.encode(error.as_body())
    length = {"Content-Length": str(len(body))}  # the middleware that sets it may not have been reached
    return HttpResponse(body, content_type="application/json", status=error.status, headers=length)
