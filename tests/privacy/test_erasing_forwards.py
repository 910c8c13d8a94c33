"""Erasing a person reaches what others forwarded of their messages."""

from uuid import uuid4

import pytest

from accounts.models import User
from accounts.operations.holding import end_hold, place_hold
from accounts.operations.ordering_erasure import order_erasure_now
from chatproject.privacy.erasing import Held
from conversations.models import Conversation, ConversationHold
from messaging.models import Forward, Message
from tests.conversations.world import group
from tests.verbs import send_message
from tests.verbs.forwarding import forward_message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def copies(alice: User, bob: User, carol: User) -> list[Conversation]:
    """What alice wrote, forwarded by bob to carol, and by carol once more."""
    garden, shed, attic = group(alice, bob), group(bob, carol), group(carol)
    send_message(actor=alice, conversation=garden.pk, client_id=uuid4(), body="Water the roses")
    for actor, source, to in ((bob, garden, shed), (carol, shed, attic)):
        forward_message(actor=actor, conversation=to.pk, client_id=uuid4(), source=str(source.pk), seq=1)
    return [shed, attic]


def bodies(copies: list[Conversation]) -> list[str | None]:
    return [Message.objects.of(each).at(1).body for each in copies]


@pytest.mark.parametrize(("is_deleting", "left"), [(True, None), (False, "Water the roses")])
def test_forwards_are_erased_as_the_messages_are(
    alice: User, copies: list[Conversation], is_deleting: bool, left: str | None
) -> None:
    order_erasure_now(user=alice, say=lambda _: None, deletes_messages=is_deleting)
    assert bodies(copies) == [left, left]
    assert not Forward.objects.exists()


def test_hold_on_a_conversation_with_a_forward_stops_the_erasure(alice: User, copies: list[Conversation]) -> None:
    hold = ConversationHold(conversation=copies[1], reason="a court asks")
    place_hold(actor=None, hold=hold)
    with pytest.raises(Held):
        order_erasure_now(user=alice, say=lambda _: None, deletes_messages=True)
    assert bodies(copies)[1] == "Water the roses"
    end_hold(actor=None, hold=hold, reason="over")
    order_erasure_now(user=alice, say=lambda _: None, deletes_messages=True)
    assert bodies(copies) == [None, None]
