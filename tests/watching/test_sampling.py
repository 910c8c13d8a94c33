"""Which traces are exported."""

from random import Random

import pytest

pytest.importorskip("opentelemetry.sdk", reason="requirements-tracing.txt is not installed")

from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import SpanKind

from chatproject.traces.exporting import Share, context_of


def takes(share: Share, id: int) -> bool:
    """Returns whether the first span of a request with this id and the flag of a sampled trace is exported."""
    parent = context_of(f"{id:032x}-00f067aa0ba902b7")
    return share.should_sample(parent, id, "GET /", SpanKind.SERVER, {}).decision is Decision.RECORD_AND_SAMPLE


def test_visitor_does_not_choose_a_trace_that_is_exported() -> None:
    """Ids with few low bits are those that OpenTelemetry's own sampler takes."""
    share = Share(0.02, "secret")
    assert sum(takes(share, number) for number in range(1, 2_001)) < 100


def test_share_is_the_same_in_every_process_of_an_installation_alone() -> None:
    ids = [Random(seed).getrandbits(128) for seed in range(2_000)]
    one, same, other = Share(0.1, "secret"), Share(0.1, "secret"), Share(0.1, "of another")
    taken = [id for id in ids if takes(one, id)]
    assert 100 < len(taken) < 320
    assert taken == [id for id in ids if takes(same, id)] != [id for id in ids if takes(other, id)]
    assert all(takes(Share(1.0, "secret"), id) for id in ids)
    assert not any(takes(Share(0.0, "secret"), id) for id in ids)
