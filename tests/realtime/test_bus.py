"""Envelopes between processes, and those that a batch holds."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from chatproject.realtime import Envelope
from chatproject.realtime.bus import Bus, bus, pack, unpack
from messaging.hub.batching import Batcher


def test_the_others_read_what_one_packed_and_oneself_does_not() -> None:
    mine, theirs = uuid4().hex, uuid4().hex
    envelopes = [Envelope("c.1", '{"type":"rev"}', rev=4, seq=2, member="x", left=True, about="y"), Envelope("u.2", "")]
    data = pack(envelopes, mine)
    assert unpack(data, theirs) == envelopes
    assert unpack(data, mine) == ()


def test_envelope_from_outside_the_web_processes_is_read_by_all() -> None:
    assert unpack(pack([Envelope("d.3", "")]), uuid4().hex) == [Envelope("d.3", "")]


def test_a_thread_that_holds_keeps_its_own_events_only() -> None:
    own, received = Bus(), list[Envelope]()
    own.connect(received.extend)
    mine, other, later = Envelope("c.1", "mine"), Envelope("c.2", "other"), Envelope("c.3", "later")
    kept: list[Envelope] = []
    with own.held(kept):
        own.send([mine])
        thread = threading.Thread(target=own.send, args=([other],))
        thread.start()
        thread.join()
    own.send([later])
    assert kept == [mine]
    assert received == [other, later]


async def test_events_committed_before_a_batch_failed_are_published() -> None:
    received, committed = list[Envelope](), Envelope("c.1", "committed")

    def fails_in_the_middle(items: Sequence[int]) -> list[int]:
        bus.send([committed])
        raise RuntimeError("after the first commit")

    with ThreadPoolExecutor(1) as executor:
        batcher: Batcher[int, int] = Batcher(fails_in_the_middle, executor, received.extend, "test")
        with pytest.raises(RuntimeError, match="after the first commit"):
            await batcher.submit(1)
    assert received == [committed]
