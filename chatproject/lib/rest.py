"""The REST door: the same types and the same errors as the socket's."""

from typing import Any, ClassVar, TypeVar

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import APIView

from chatproject.lib import errors, wire

S = TypeVar("S", bound=msgspec.Struct)


class Api(APIView):
    """A view that reads one Struct, calls one operation and answers its outcome."""

    #: Documented for the schema; the request is decoded with `read`.
    http_method_names: ClassVar[list[str]] = ["get", "post", "put", "patch", "delete", "head", "options"]

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
            wait = int((error.wait or 1) * 1000)
            return errors.RateLimited(retry_after_ms=wait)
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return errors.NotAuthenticated()
        case exceptions.PermissionDenied() | PermissionDenied():
            return errors.Forbidden()
        case Http404() | exceptions.NotFound():
            return errors.NotFound()
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
