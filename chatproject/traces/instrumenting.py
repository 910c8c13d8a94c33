"""Sets up the export of traces: the exporter, and spans for statements of the database and tasks."""

from collections.abc import Callable, Sequence
from typing import Any

from celery import Task
from celery.signals import task_postrun, task_prerun, worker_process_shutdown
from django.db.backends.signals import connection_created
from opentelemetry import trace
from opentelemetry.trace import SpanKind

from chatproject.database import pipeline
from chatproject.traces import ids, spans
from chatproject.traces.exporting import Exporter, Share, attach, fail, span_under_way

#: Characters of a statement: the kind of it, and its tables.
_STATEMENT = 500


def set_up(endpoint: str, headers: str, service: str, *, share: float, secret: str) -> None:
    """Exports spans from now on. `headers` are "name=value" with commas, as OpenTelemetry has them."""
    pairs = (each.partition("=") for each in headers.split(",") if "=" in each)
    named = {name.strip().lower(): value.strip() for name, _, value in pairs}
    exporter = Exporter(endpoint, named, service, Share(share, secret))
    spans.exporter = exporter
    ids.span_under_way, ids.attach = span_under_way, attach
    statements, tasks = _Statements(exporter), _Tasks(exporter)
    pipeline.observe(statements.around)
    connection_created.connect(statements.watch, weak=False)
    task_prerun.connect(tasks.begin, weak=False)
    task_postrun.connect(tasks.end, weak=False)
    # Processes of a worker's pool end without Python's own clean-up.
    worker_process_shutdown.connect(lambda **_: exporter.close(), weak=False)


class _Statements:
    """A span for each statement that a traced piece of work runs. Parameters are in none."""

    def __init__(self, exporter: Exporter) -> None:
        self._exporter = exporter

    def around(self, run: Callable[..., Any]) -> Callable[..., Any]:
        def traced(statements: Sequence[pipeline.Statement]) -> Any:
            return self._measured(statements[-1].text, lambda: run(statements))

        return traced

    def watch(self, connection: Any, **_: object) -> None:
        if self._wrap not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._wrap)

    def _wrap(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        return self._measured(str(sql), lambda: execute(sql, params, many, context))

    def _measured(self, text: str, work: Callable[[], Any]) -> Any:
        if not span_under_way():
            return work()
        words = text.split(None, 1)
        statement = " ".join(text[: 4 * _STATEMENT].split())[:_STATEMENT]
        about = {"db.system.name": "postgresql", "db.query.text": statement}
        name = words[0].upper() if words else "statement"
        with self._exporter.tracer.start_as_current_span(
            name, kind=SpanKind.CLIENT, attributes=about, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                return work()
            except Exception as error:
                fail(span, error)
                raise


class _Tasks:
    """A span for each task that a traced piece of work enqueued."""

    def __init__(self, exporter: Exporter) -> None:
        self._exporter = exporter
        self._open: dict[str, trace.Span] = {}

    def begin(self, task_id: str, task: "Task[Any, Any]", **_: object) -> None:
        if span_under_way():  # chatproject/celery.py made the trace current that the task carries
            span = self._exporter.tracer.start_span(f"task {task.name}", kind=SpanKind.CONSUMER)
            self._open[task_id] = span
            found = span.get_span_context()
            attach(f"{found.trace_id:032x}-{found.span_id:016x}")

    def end(self, task_id: str, state: str | None = None, **_: object) -> None:
        if (span := self._open.pop(task_id, None)) is not None:
            if state == "FAILURE":
                fail(span, state)
            span.end()
