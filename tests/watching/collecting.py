"""A real HTTP server that stands for an OpenTelemetry collector and a Sentry, and keeps what it receives."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from typing import Any


class Collector:
    """`spans` are decoded; `reports` are the events in Sentry's envelopes; `raw` is everything, as it came."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.reports: list[dict[str, Any]] = []
        self.raw = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def dsn(self) -> str:
        return f"http://public@127.0.0.1:{self.port}/1"

    port: int

    def take(self, path: str, body: bytes) -> None:
        self.raw += body
        if path == "/v1/traces":
            from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                self.spans += [span for scope in resource.scope_spans for span in scope.spans]
        elif path.startswith("/api/1/envelope"):
            self.reports += [each for line in body.splitlines() if "exception" in (each := json.loads(line))]

    def names_of(self, trace: str) -> set[str]:
        return {span.name for span in self.spans if span.trace_id.hex() == trace}


@contextmanager
def collector() -> Iterator[Collector]:
    found = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            match self.headers.get("Content-Encoding"):
                case "gzip":
                    body = gzip.decompress(body)
                case "br":  # where `make bench` has installed it
                    body = import_module("brotli").decompress(body)
            found.take(self.path, body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        server.shutdown()
