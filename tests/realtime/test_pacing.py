"""Frames leave at once to few connections, fuller and less often to many, and a reply always in its turn."""

import asyncio
import json
import time
from typing import Any
from uuid import uuid4

import pytest

from messaging.hub import pacing
from messaging.hub.connection import Connection
from messaging.hub.frames import Fragment
from messaging.hub.pacing import Pacer

MANY = 40
#: Seconds of rest after many writes: long enough that a busy machine does not exceed it.
REST = 0.3


class Reader:
    """A connection that keeps its frames, with the time of each."""

    def __init__(self, pacer: Pacer, write_seconds: float = 0.0) -> None:
        self.frames: list[bytes] = []
        self.write_seconds = write_seconds
        self.connection = Connection(
            self._never, user=uuid4(), device=uuid4(), session="", pacer=pacer, write=self._write
        )
        self.connection.uncork(Fragment('"welcome"'))
        self.frames.clear()

    async def _never(self, message: dict[str, Any]) -> None:
        raise AssertionError(message)

    def _write(self, frame: bytes) -> bool:
        time.sleep(self.write_seconds)
        self.frames.append(frame)
        return True

    @property
    def received(self) -> list[Any]:
        """The content of each frame."""
        return [json.loads(frame[2 if frame[1] < 126 else 4 :]) for frame in self.frames]


@pytest.fixture
async def readers(monkeypatch: pytest.MonkeyPatch) -> list[Reader]:
    monkeypatch.setattr(pacing, "REST_FACTOR", 1e9)
    monkeypatch.setattr(pacing, "LONGEST_REST_OF_ONE", REST / MANY)
    monkeypatch.setattr(pacing, "LONGEST_REST", 1.0)
    pacer = Pacer()
    return [Reader(pacer) for _ in range(MANY)]


def send_to(readers: list[Reader], what: str) -> None:
    fragment = Fragment(json.dumps(what))
    for reader in readers:
        reader.connection.push(fragment)


async def turn() -> None:
    """Waits two turns of the loop: everything due at once has happened."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_the_first_word_waits_for_nobody_and_the_next_share_a_frame(readers: list[Reader]) -> None:
    send_to(readers, "one")
    await turn()
    assert all(reader.received == ["one"] for reader in readers)
    send_to(readers, "two")
    await turn()
    send_to(readers, "three")
    await turn()
    assert all(reader.received == ["one"] for reader in readers)
    await asyncio.sleep(REST * 1.5)
    assert all(reader.received == ["one", ["two", "three"]] for reader in readers)


async def test_all_who_get_the_same_get_the_same_bytes(readers: list[Reader]) -> None:
    send_to(readers, "one")
    send_to(readers, "two")
    send_to(readers[:1], "to the first alone")
    await turn()
    assert readers[0].received == [["one", "two", "to the first alone"]]
    assert len({id(reader.frames[0]) for reader in readers}) == 2


async def test_a_reply_leaves_in_its_turn_and_takes_along_what_waits(readers: list[Reader]) -> None:
    asking, *others = readers
    send_to(readers, "one")
    await turn()
    send_to(readers, "two")
    asking.connection.answer(Fragment('"reply"'))
    await turn()
    assert asking.received == ["one", ["two", "reply"]]
    assert all(reader.received == ["one"] for reader in others)
    await asyncio.sleep(REST * 1.5)
    assert asking.received == ["one", ["two", "reply"]]
    assert all(reader.received == ["one", "two"] for reader in others)


async def test_few_rest_for_less_than_a_millisecond() -> None:
    pacer = Pacer()
    few = [Reader(pacer) for _ in range(5)]
    for word in ("one", "two", "three"):
        send_to(few, word)
        await asyncio.sleep(0.001)
    assert all(reader.received == ["one", "two", "three"] for reader in few)


async def test_the_rest_is_four_times_as_long_as_the_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "LONGEST_REST_OF_ONE", 1.0)
    monkeypatch.setattr(pacing, "LONGEST_REST", 1.0)
    pacer = Pacer()
    slow = [Reader(pacer, write_seconds=0.01) for _ in range(5)]
    send_to(slow, "one")
    await turn()
    written = time.monotonic()
    send_to(slow, "two")
    while len(slow[0].frames) < 2:
        await asyncio.sleep(0.001)
    assert time.monotonic() - written >= 0.19


async def test_the_rest_after_very_many_is_bounded(readers: list[Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "LONGEST_REST", 0.01)
    send_to(readers, "one")
    await turn()
    send_to(readers, "two")
    await asyncio.sleep(REST / 3)
    assert all(reader.received == ["one", "two"] for reader in readers)


async def test_connection_dropped_between_flushes_receives_nothing_more(readers: list[Reader]) -> None:
    send_to(readers, "one")
    await turn()
    send_to(readers, "two")
    readers[0].connection.drop()
    await asyncio.sleep(REST * 1.5)
    assert readers[0].received == ["one"]
    assert readers[1].received == ["one", "two"]
