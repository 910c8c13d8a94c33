"""Operations publish events after the commit, once, and equal to those that a backfill reads from the database.

If an event is lost, the processes repair it: from outside its absence looks like a short delay. Here it does not.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.models import User
from chatproject.realtime import Envelope
from chatproject.realtime.bus import bus
from conversations.models import Conversation
from conversations.operations.adding import add_member
from conversations.operations.promoting import change_role
from conversations.operations.removing import remove_member
from conversations.operations.renaming import change_conversation
from conversations.operations.starting import start_conversation
from messaging.hub.filling import fill
from tests.verbs import add_reaction, delete_message, edit_message, remove_reaction, send_message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def published() -> Iterator[list[Envelope]]:
    envelopes: list[Envelope] = []
    bus.connect(envelopes.extend)
    yield envelopes
    bus.connect(None)


@pytest.fixture(params=["all", "joined"])
def garden(request: pytest.FixtureRequest, alice: User, bob: User, published: list[Envelope]) -> Conversation:
    """Alice and bob are members, each with one message; bob's has a reaction."""
    started = start_conversation(actor=alice, kind="group", title="Garden", members=[bob.pk], history=request.param)
    for actor in (alice, bob):
        send(actor, started.conversation)
    add_reaction(actor=alice, conversation=started.conversation.pk, seq=2, emoji="👍")
    published.clear()
    return started.conversation


def send(actor: User, conversation: Conversation) -> None:
    send_message(actor=actor, conversation=conversation.pk, client_id=uuid4(), body="hi")


Act = Callable[[User, User, User, Conversation], Any]
ACTS: dict[str, Act] = {
    "send": lambda alice, bob, carol, garden: send(bob, garden),
    "edit": lambda alice, bob, carol, garden: edit_message(actor=bob, conversation=garden.pk, seq=2, body="better"),
    "delete": lambda alice, bob, carol, garden: delete_message(actor=alice, conversation=garden.pk, seq=2),
    "react": lambda alice, bob, carol, garden: add_reaction(actor=bob, conversation=garden.pk, seq=2, emoji="🎉"),
    "take back": lambda alice, bob, carol, garden: remove_reaction(
        actor=alice, conversation=garden.pk, seq=2, emoji="👍"
    ),
    "add": lambda alice, bob, carol, garden: add_member(actor=bob, conversation_id=garden.pk, user_id=carol.pk),
    "remove": lambda alice, bob, carol, garden: remove_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk),
    "leave": lambda alice, bob, carol, garden: remove_member(actor=bob, conversation_id=garden.pk, user_id=bob.pk),
    "promote": lambda alice, bob, carol, garden: change_role(
        actor=alice, conversation_id=garden.pk, user_id=bob.pk, role="admin"
    ),
    "rename": lambda alice, bob, carol, garden: change_conversation(
        actor=alice, conversation_id=garden.pk, title="Orchard"
    ),
    "open": lambda alice, bob, carol, garden: change_conversation(
        actor=alice, conversation_id=garden.pk, history="joined" if garden.history == "all" else "all"
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_published_event_equals_the_backfilled_one(
    name: str, alice: User, bob: User, carol: User, garden: Conversation, published: list[Envelope]
) -> None:
    garden.refresh_from_db()
    ACTS[name](alice, bob, carol, garden)
    durable = [envelope for envelope in published if envelope.group.startswith("c.") and envelope.rev]
    read = fill(str(garden.pk), garden.rev)
    assert [envelope.rev for envelope in durable] == [garden.rev + 1]
    assert [frame_of(envelope) for envelope in durable] == [frame_of(envelope) for envelope in read.envelopes]


def frame_of(envelope: Envelope) -> tuple[Any, ...]:
    """Returns all but the floor of a member event, which only a backfill includes."""
    return envelope.group, envelope.frame, envelope.rev, 0 if envelope.member else envelope.seq, envelope.left


@pytest.mark.parametrize("name", ACTS)
def test_nothing_is_told_before_the_commit_or_without_one(
    name: str, alice: User, bob: User, carol: User, garden: Conversation, published: list[Envelope]
) -> None:
    with transaction.atomic():
        ACTS[name](alice, bob, carol, garden)
        assert published == []
        transaction.set_rollback(True)
    assert published == []
    with transaction.atomic():
        ACTS[name](alice, bob, carol, garden)
        assert published == []
    assert published


def test_newcomer_is_notified_before_the_others(
    alice: User, carol: User, garden: Conversation, published: list[Envelope]
) -> None:
    """The newcomer must already follow the conversation when the others receive the event."""
    add_member(actor=alice, conversation_id=garden.pk, user_id=carol.pk)
    mine, theirs = published
    assert (mine.group, mine.about) == (f"u.{carol.pk}", str(garden.pk))
    assert (theirs.group, theirs.member) == (f"c.{garden.pk}", str(carol.pk))
