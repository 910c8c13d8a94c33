"""The relay between processes: what it carries, and that it notices a dead peer."""

import asyncio
from collections.abc import Iterator, Sequence
from uuid import uuid4

import pytest
from channels import DEFAULT_CHANNEL_LAYER
from channels.layers import channel_layers

from chatproject.realtime import Envelope
from chatproject.realtime.layer import EventLayer
from messaging.hub import relay as module
from messaging.hub.relay import Relay
from tests.contract.valkey import PrivateValkey


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateValkey]:
    """A Valkey that this test may harm. The default layer uses it."""
    with PrivateValkey() as private:
        host = {"address": private.url, "protocol": 2, "socket_timeout": None, "socket_connect_timeout": 2}
        monkeypatch.setitem(channel_layers.backends, DEFAULT_CHANNEL_LAYER, EventLayer(hosts=[host]))
        yield private


class Listening:
    """A running relay, the events it received, and how often it subscribed."""

    def __init__(self) -> None:
        self.received: list[Envelope] = []
        self.beginnings = 0
        self.relay = Relay(uuid4().hex, self._hear, self._begin)
        self.work = asyncio.create_task(self.relay.relaying())

    def _hear(self, envelopes: Sequence[Envelope]) -> None:
        self.received += envelopes

    def _begin(self) -> None:
        self.beginnings += 1

    async def until_begun(self, times: int) -> None:
        async with asyncio.timeout(60):
            while self.beginnings < times:
                await asyncio.sleep(0.02)

    async def until_heard(self, envelope: Envelope) -> None:
        async with asyncio.timeout(60):
            while envelope not in self.received:
                await asyncio.sleep(0.02)

    async def end(self) -> None:
        self.work.cancel()
        await asyncio.gather(self.work, return_exceptions=True)


async def test_the_others_hear_what_one_tells_and_oneself_does_not(private: PrivateValkey) -> None:
    one, other = Listening(), Listening()
    await asyncio.gather(one.until_begun(1), other.until_begun(1))
    one.relay.publish([Envelope("c.1", "first", rev=1)])
    one.relay.publish([Envelope("c.1", "second", rev=2)])
    await other.until_heard(Envelope("c.1", "second", rev=2))
    assert [envelope.frame for envelope in other.received] == ["first", "second"]
    other.relay.publish([Envelope("u.2", "back")])
    await one.until_heard(Envelope("u.2", "back"))
    assert [envelope.frame for envelope in one.received] == ["back"]
    await asyncio.gather(one.end(), other.end())


async def test_a_valkey_that_came_back_is_heard_again(private: PrivateValkey) -> None:
    one, other = Listening(), Listening()
    await asyncio.gather(one.until_begun(1), other.until_begun(1))
    await asyncio.to_thread(private.kill)
    await asyncio.to_thread(private.start)
    await asyncio.gather(one.until_begun(2), other.until_begun(2))
    one.relay.publish([Envelope("c.1", "afterwards")])
    await other.until_heard(Envelope("c.1", "afterwards"))
    await asyncio.gather(one.end(), other.end())


async def test_silent_relay_is_given_up(private: PrivateValkey, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connections stay open: only the unanswered ping reveals the silence."""
    monkeypatch.setattr(module, "HEARTBEAT", 0.3)
    one = Listening()
    await one.until_begun(1)
    await asyncio.sleep(1)
    assert one.beginnings == 1
    private.freeze()
    await asyncio.sleep(1)
    private.thaw()
    await one.until_begun(2)
    await one.end()
