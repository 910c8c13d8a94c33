"""Reads and writes REST bodies. It is separate from views.py, because DRF imports it while it loads its views."""

from typing import Any

from django.conf import settings
from rest_framework import parsers, renderers

from chatproject.contract import errors, wire


class JSONRenderer(renderers.BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else wire.encode(data)


class JSONParser(parsers.BaseParser):
    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        limit = settings.LIMITS["request_bytes"]
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise errors.TooLarge(f"The body must have at most {limit} bytes.")
        return wire.decode(body) if body else {}
