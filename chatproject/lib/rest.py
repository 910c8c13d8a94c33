"""The REST door: the same types and the same errors as the socket's."""

import logging
from typing import Any, TypeVar

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import APIView

from chatproject.lib import errors, wire

log = logging.getLogger(__name__)

S = TypeVar("S", bound=msgspec.Struct)


class Api(APIView):
    """A view that reads one Struct, calls one operation and answers its outcome."""

    def read(self, type: type[S], **path: Any) -> S:
        """The request's body, and what its path says, as the command's input."""
        data = self.request.data
        if not isinstance(data, dict):
            raise errors.Invalid("The request is a JSON object.")
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
        case Http404() | exceptions.NotFound():
            return errors.NotFound()
        case OperationalError() | InterfaceError():
            log.warning("the database does not answer: %s", error)
            return errors.Unavailable(retry_after_ms=1000)
        case exceptions.APIException():
            found = errors.Invalid(str(error.detail))
            found.status = error.status_code  # type: ignore[misc]
            return found
    return None


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal as {code, detail, fields?, retry_after_ms?}."""
    found = _domain_error(error)
    if found is None:
        return None
    response = Response(found.as_body(), status=found.status)
    if found.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    if found.retry_after_ms is not None:
        response["Retry-After"] = str(-(-found.retry_after_ms // 1000))
    return response


def no_such_route(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address under /api/ that means nothing answers as everything else there does."""
    return _plain(errors.NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's last resort, in the form its caller reads: a page, or the API's error."""
    if request.path.startswith("/api/"):
        response = _plain(errors.Unavailable())
        response.status_code = 500
        return response
    return defaults.server_error(request)


def _plain(error: errors.DomainError) -> HttpResponse:
    return HttpResponse(wire.encode(error.as_body()), content_type="application/json", status=error.status)
