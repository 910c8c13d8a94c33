"""Right before a notification is sent, it is checked again whether it is still useful."""

import pytest
from django.utils import timezone

from accounts.models import Device, User
from conversations.models import Conversation, Membership
from conversations.operations.leaving import leave_conversation
from messaging.models import Message
from tests.notifications.providers import Providers
from tests.notifications.pushing import deliver, queue, registration
from tests.notifications.telling import post_message


@pytest.mark.parametrize(
    ("what", "state", "reason"),
    [
        ("nothing", "accepted", ""),
        ("read", "cancelled", "read"),
        ("read less", "accepted", ""),
        ("delivered", "accepted", ""),
        ("deleted", "cancelled", "deleted"),
        ("left", "cancelled", "left"),
        ("signed out", "cancelled", "signed_out"),
        ("deactivated", "cancelled", "signed_out"),
        ("withdrawn", "cancelled", "signed_out"),
        ("off", "cancelled", "off"),
    ],
)
def test_outdated_push_is_not_sent(
    what: str, state: str, reason: str, push: Providers, alice: User, bob: User, garden: Conversation
) -> None:
    seq = post_message(alice, garden)
    mine = registration(push, bob)
    row = queue(mine, garden, seq)
    place = Membership.objects.filter(conversation=garden, user=bob)
    match what:
        case "read":
            place.update(read_seq=seq, delivered_seq=seq)
        case "read less":
            place.update(read_seq=seq - 1, delivered_seq=seq - 1)
        case "delivered":
            place.update(delivered_seq=seq)
        case "deleted":
            Message.objects.of(garden).filter(seq=seq).update(body=None, deleted_at=timezone.now())
        case "left":
            leave_conversation(actor=bob, conversation_id=garden.pk)
        case "signed out":
            Device.objects.filter(pk=mine.device_id).update(ended_at=timezone.now())
        case "deactivated":
            User.objects.filter(pk=bob.pk).update(is_active=False)
        case "withdrawn":
            mine.ended_at, mine.ended_why = timezone.now(), "withdrawn"
            mine.save()
        case "off":
            mine.is_enabled = False
            mine.save()
    assert deliver(row) == [(state, reason)]
    assert len(push.received("webpush")) == (state == "accepted")
    assert (row.sent_at is not None) == (state == "accepted")


def test_delayed_push_goes_out_when_no_device_received_the_message(
    push: Providers, alice: User, bob: User, garden: Conversation
) -> None:
    first, second = post_message(alice, garden), post_message(alice, garden)
    mine = registration(push, bob)
    rows = queue(mine, garden, first, waits=True), queue(mine, garden, second, waits=True)
    Membership.objects.filter(conversation=garden, user=bob).update(delivered_seq=first)
    assert deliver(*rows) == [("cancelled", "delivered"), ("accepted", "")]
