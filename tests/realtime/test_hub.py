"""The hub alone, for interactions of two processes that a test cannot otherwise produce reliably."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from chatproject.realtime import Envelope, user_group
from chatproject.realtime.bus import bus
from conversations.models import Conversation
from conversations.operations.adding import add_member
from conversations.operations.removing import remove_member
from conversations.operations.renaming import change_conversation
from conversations.operations.starting import start_conversation
from messaging.hub.connection import Connection
from messaging.hub.filling import Following, followed_by
from messaging.hub.frames import Fragment
from messaging.hub.hub import Hub
from messaging.hub.pacing import Pacer
from tests.verbs import send_message
from tests.world import person

pytestmark = pytest.mark.django_db(transaction=True)


async def in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
    def borrowing() -> Any:
        try:
            return work(*arguments)
        finally:
            connection.close()

    return await asyncio.to_thread(borrowing)


@pytest.fixture
def published() -> Iterator[list[Envelope]]:
    """The envelopes that operations publish, held back from the hub."""
    kept: list[Envelope] = []
    bus.connect(kept.extend)
    yield kept
    bus.connect(None)


class Threads:
    """The threads in which the hub reads. `then` runs once, between the read and its return."""

    then: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, work: Callable[..., Any], *arguments: Any) -> Any:
        read = await in_thread(work, *arguments)
        then, self.then = self.then, None
        if then is not None:
            await then()
        return read


@pytest.fixture
def threads() -> Threads:
    return Threads()


@pytest.fixture
def hub(threads: Threads) -> Hub:
    async def following(user: str) -> Following:
        [found] = await threads(followed_by, [user])
        return found  # type: ignore[no-any-return]

    return Hub(threads, following, on_parted=lambda connection: None)


class Listener:
    """A connection and the events that it received."""

    def __init__(self, user: User) -> None:
        self.frames: list[Any] = []
        self.connection = Connection(self.take, user=user.pk, device=uuid4(), session="", pacer=Pacer())
        self.connection.uncork(Fragment('{"type":"welcome"}'))

    async def take(self, message: dict[str, Any]) -> None:
        frame = json.loads(message["text"])
        self.frames += frame if isinstance(frame, list) else [frame]

    async def receive(self, type: str, rev: int) -> Any:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for frame in self.frames:
                about = frame.get("conversation")
                if frame["type"] == type and rev == (about["rev"] if isinstance(about, dict) else frame["rev"]):
                    return frame
            await asyncio.sleep(0.01)
        raise AssertionError(f"no {type} at {rev}: {self.frames}")


def send(actor: User, conversation: Conversation, body: str) -> None:
    send_message(actor=actor, conversation=conversation.pk, client_id=uuid4(), body=body)


async def test_connection_welcomed_late_catches_up_with_the_others(hub: Hub, published: list[Envelope]) -> None:
    """The `welcome` to bob arrives after a later message, which the other connections here have received already."""
    alice, bob = await in_thread(person, "alice"), await in_thread(person, "bob")
    garden = (
        await in_thread(lambda: start_conversation(actor=alice, kind="group", title="Garden", members=[]))
    ).conversation
    hers, his = Listener(alice), Listener(bob)
    await hub.join(hers.connection)
    await hub.join(his.connection)
    published.clear()
    await in_thread(lambda: add_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk))
    await in_thread(send, alice, garden, "sent before the welcome arrived")
    welcome, *others = published
    assert welcome.about
    hub.accept(others)
    await hers.receive("message", 4)
    assert not [frame for frame in his.frames if frame["type"] != "welcome"]
    hub.accept([welcome])
    whole = await his.receive("conversation", 4)
    assert whole["conversation"]["last_message"]["body"] == "sent before the welcome arrived"


async def test_member_who_left_while_connecting_follows_nothing(
    hub: Hub, threads: Threads, published: list[Envelope]
) -> None:
    """Bob's memberships were read before the removal, and the removal was published before they arrived here."""
    alice, bob = await in_thread(person, "alice"), await in_thread(person, "bob")
    garden = (
        await in_thread(lambda: start_conversation(actor=alice, kind="group", title="Garden", members=[bob.pk]))
    ).conversation

    async def remove() -> None:
        await in_thread(lambda: remove_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk))
        hub.accept(published)

    hers, his = Listener(alice), Listener(bob)
    await hub.join(hers.connection)
    published.clear()
    threads.then = remove
    await hub.join(his.connection)
    published.clear()
    await in_thread(send, alice, garden, "after the removal")
    hub.accept(published)
    await hers.receive("message", 5)
    assert not [frame for frame in his.frames if frame["type"] == "message"]
    assert str(garden.pk) not in his.connection.floors


async def test_earlier_happening_is_not_delivered_to_a_later_member(hub: Hub, published: list[Envelope]) -> None:
    """This process missed new titles and bob's joining. With history `joined`, bob does not receive the titles."""
    alice, bob = await in_thread(person, "alice"), await in_thread(person, "bob")

    def start() -> Conversation:
        return start_conversation(
            actor=alice, kind="group", title="Garden", members=[], history=Conversation.History.JOINED
        ).conversation

    garden = await in_thread(start)
    hers, his = Listener(alice), Listener(bob)
    await hub.join(hers.connection)
    await hub.join(his.connection)
    published.clear()

    def change() -> None:
        change_conversation(actor=alice, conversation_id=garden.pk, title="Without bob")
        change_conversation(actor=alice, conversation_id=garden.pk, topic="Roses")
        add_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk)

    await in_thread(change)
    hub.accept([envelope for envelope in published if envelope.group == user_group(bob.pk)])
    hub.catch_up(str(garden.pk))
    line = await hers.receive("rev", 3)
    assert line["happening"]["title"] == "Without bob"
    assert (await hers.receive("member", 5))["happening"]["kind"] == "added"
    await his.receive("member", 5)
    assert "happening" not in await his.receive("rev", 3)
