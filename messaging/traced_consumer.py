"""A span for each command on a socket. Only used if traces are exported."""

from typing import Any

from opentelemetry import trace
from opentelemetry.trace import SpanKind

from chatproject.contract.commands.socket import CommandInput
from chatproject.contract.verbs import Verb
from chatproject.traces import spans
from chatproject.traces.exporting import Exporter, fail
from messaging.consumer import ChatConsumer


class TracedConsumer(ChatConsumer):
    def _handle(self, verb: Verb, command: CommandInput) -> None:
        """Opens the span; what the command begins has it as its parent, also after this returns."""
        exporter = spans.exporter
        assert isinstance(exporter, Exporter)
        span = exporter.tracer.start_span(f"command {verb.name}", kind=SpanKind.SERVER)
        with trace.use_span(span, record_exception=False, set_status_on_exception=False):
            try:
                super()._handle(verb, command)
            except Exception as error:
                self._fail(verb, command, error)

    def _count(self, verb: Verb, outcome: str) -> None:
        """Every command ends with its reply."""
        super()._count(verb, outcome)
        span: Any = trace.get_current_span()
        span.set_attribute("outcome", outcome)
        if outcome != "ok":
            fail(span, outcome)
        span.end()
