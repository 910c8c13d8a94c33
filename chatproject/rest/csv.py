"""Views that return a table: as JSON, or as CSV for spreadsheets."""

from typing import Any

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from chatproject.contract.errors import Invalid
from chatproject.rest.views import Api

_TYPES = {"json": "application/json", "csv": "text/csv"}


class _OnlyJson(BaseContentNegotiation):
    """Errors are JSON, whatever is asked for."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class CsvApi(Api):
    """A view whose `get` asks `wants_csv`."""

    content_negotiation_class = _OnlyJson

    def wants_csv(self, request: Request) -> bool:
        """Reads `format`, or else `Accept`. Raises Invalid."""
        asked = request.query_params.get("format")
        if asked is None:
            return request._request.get_preferred_type(list(_TYPES.values())) == _TYPES["csv"]
        if asked not in _TYPES:
            raise Invalid(f"format must be one of {', '.join(_TYPES)}.")
        return asked == "csv"


def table(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    patch_vary_headers(response, ["Accept"])
    return response
