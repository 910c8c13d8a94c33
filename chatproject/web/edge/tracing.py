"""A span for each request. Only part of the web process if traces are exported."""

import re
from typing import Any

from opentelemetry.trace import SpanKind

from chatproject.logs.redaction import GONE
from chatproject.traces import ids, spans
from chatproject.traces.exporting import Exporter, fail

#: Parts of a path that are no words: ids, numbers, tokens, names of files.
_VALUE = re.compile(r"(?<=/)(?=[^/]*[0-9.@%]|[^/]{24})(?!v1(?:/|$))[^/]+")


class Traced:
    """An ASGI application around all others."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":  # commands on sockets have their own: messaging/traced_consumer.py
            await self._inner(scope, receive, send)
            return
        scope["trace"] = ids.enter(scope["headers"])
        exporter = spans.exporter
        assert isinstance(exporter, Exporter)
        path = _VALUE.sub(GONE, scope["path"])
        about = {"http.request.method": scope["method"], "url.path": path}
        with exporter.tracer.start_as_current_span(
            f"{scope['method']} {path}", kind=SpanKind.SERVER, attributes=about, record_exception=False
        ) as span:

            async def noted(message: Any) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= 500:
                        fail(span, str(message["status"]))
                await send(message)

            await self._inner(scope, receive, noted)
