"""Sends spans to an OpenTelemetry collector, by OTLP over HTTP. Only loaded if settings name one.

Spans have names, times and results; they have no texts, tokens or addresses of people.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from hashlib import blake2b
from random import getrandbits
from typing import Any

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import Sampler, SamplingResult, TraceIdRatioBased
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from chatproject.traces import ids

#: Traces of one batch that have its span. The others only have their own.
_MOST = 32


class _Ids(IdGenerator):
    """A trace has the id that the log has."""

    def generate_trace_id(self) -> int:
        return int(ids.current() or ids.begin(), 16)

    def generate_span_id(self) -> int:
        return getrandbits(64) or 1


class Share(Sampler):
    """Takes a share of all traces, the same ones in every process.

    A request may choose the id of its trace, but not one that is taken: that depends on a secret. Its flag is ignored.
    """

    def __init__(self, share: float, secret: str) -> None:
        self._share = TraceIdRatioBased(share)
        self._key = blake2b(secret.encode(), person=b"traces").digest()

    def should_sample(
        self, parent_context: context.Context | None, trace_id: int, *about: Any, **named: Any
    ) -> SamplingResult:
        drawn = blake2b(trace_id.to_bytes(16, "big"), key=self._key, digest_size=8).digest()
        return self._share.should_sample(parent_context, int.from_bytes(drawn, "big"), *about, **named)

    def get_description(self) -> str:
        return self._share.get_description()


class Exporter:
    """The spans of one process. Its thread begins with the first span, after all forks."""

    def __init__(self, endpoint: str, headers: Mapping[str, str], service: str, sampler: Sampler) -> None:
        self._endpoint = f"{endpoint}/v1/traces"
        self._headers = dict(headers)
        self._resource = Resource.create({"service.name": service})
        self._sampler = sampler

    @cached_property
    def _provider(self) -> TracerProvider:
        provider = TracerProvider(self._sampler, self._resource, id_generator=_Ids())
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(self._endpoint, headers=self._headers)))
        return provider

    @cached_property
    def tracer(self) -> trace.Tracer:
        return self._provider.get_tracer("parlance")

    def close(self) -> None:
        """Sends what waits."""
        if "_provider" in self.__dict__:
            self._provider.shutdown()

    @contextmanager
    def span(self, name: str, kind: str, traces: Sequence[str]) -> Iterator[Any]:
        """Opens a span in each of these traces. The work belongs to the first; the spans of the others link to it."""
        known = [each for each in dict.fromkeys(traces) if "-" in each][:_MOST]
        if traces and not known:
            yield None  # work without a trace
            return
        first, *others = [context_of(each) for each in known] or [context.get_current()]
        with self.tracer.start_as_current_span(name, first, SpanKind[kind.upper()], record_exception=False) as span:
            link = [Link(span.get_span_context())]
            more = [self.tracer.start_span(name, each, SpanKind[kind.upper()], links=link) for each in others]
            try:
                yield span
            finally:
                for each in more:
                    each.end()


def context_of(carried: str) -> context.Context:
    """Returns the context of a carried trace; an empty one if it has no span."""
    id, _, span = carried.partition("-")
    if not span:
        return trace.set_span_in_context(trace.INVALID_SPAN, context.Context())
    parent = SpanContext(int(id, 16), int(span, 16), is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
    return trace.set_span_in_context(NonRecordingSpan(parent), context.Context())


def attach(carried: str) -> None:
    """Makes a carried trace the current one of this task or thread."""
    context.attach(context_of(carried))


def span_under_way() -> str:
    """Returns the id of the current span, or an empty text."""
    found = trace.get_current_span().get_span_context()
    return f"{found.span_id:016x}" if found.is_valid else ""


def fail(span: trace.Span, error: BaseException | str) -> None:
    """Marks a span as failed, by the name of the error alone: its text may quote someone."""
    span.set_status(Status(StatusCode.ERROR, error if isinstance(error, str) else type(error).__name__))
