"""The other fields that push services receive: where a payload belongs, its badge and its urgency."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.operations.blocking import block
from conversations.models import Membership
from messaging.models import Message
from notifications.delivery.payloads import read_token
from tests.conversations.world import direct, group
from tests.notifications.providers import Providers
from tests.notifications.pushing import CHANNELS, deliver, fields, queue, registration, sent
from tests.notifications.telling import post_message
from tests.world import person


def test_a_payload_says_where_it_belongs(push: Providers, alice: User, bob: User) -> None:
    talk = direct(alice, bob)
    seq = post_message(alice, talk, "Hello")
    mine = registration(push, bob)
    row = queue(mine, talk, seq, urgency="high")
    deliver(row)
    (came,) = push.received("webpush", mine.address)
    payload = dict(came.payload)
    assert read_token(payload.pop("token")) == row.pk
    said_at = datetime.fromisoformat(payload.pop("at"))
    assert abs((said_at - Message.objects.of(talk).at(seq).created_at).total_seconds()) < 0.01
    assert payload == {
        "v": 1,
        "kind": "message",
        "conversation": str(talk.pk),
        "seq": seq,
        "tag": f"c.{talk.pk}",
        "title": "Alice Liddell",
        "body": "Hello",
        "sender": "Alice Liddell",
        "url": f"/c/{talk.pk}/{seq}",
        "unread": 1,
        "urgent": True,
    }
    assert (came.headers["ttl"], came.headers["urgency"]) == ("86400", "high")
    assert len(came.headers["topic"]) == 32


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_badge_is_what_is_unread(channel: str, push: Providers, alice: User, bob: User) -> None:
    garden, muted, archived, left = (group(alice, bob) for _ in range(4))
    carol = person("carol")
    post_message(carol, direct(bob, carol))
    block(actor=bob, user=str(carol.pk))
    for conversation in (garden, muted, archived, left):
        for _ in range(3):
            seq = post_message(alice, conversation)
    mine = Membership.objects.filter(user=bob)
    mine.filter(conversation=garden).update(read_seq=seq - 2, delivered_seq=seq)
    mine.filter(conversation=muted).update(muted_until=timezone.now() + timedelta(hours=1))
    mine.filter(conversation=archived).update(archived_at=timezone.now())
    mine.filter(conversation=left).update(left_at=timezone.now())
    came = sent(push, bob, channel, garden, seq)
    assert int(fields(came)["unread"]) == 2
    if channel == "apns":
        assert came.payload["aps"]["badge"] == 2


def test_fcm_gets_data_only(push: Providers, alice: User, bob: User) -> None:
    garden = group(alice, bob)
    came = sent(push, bob, "fcm", garden, post_message(alice, garden), urgency="high")
    assert set(came.payload) == {"token", "data", "android"}
    assert came.payload["android"] == {"priority": "HIGH", "ttl": "86400s"}, "FCM drops all but four collapse keys"
    assert came.headers["http"] == "2"


def test_apns_gets_an_alert(push: Providers, alice: User, bob: User) -> None:
    garden = group(alice, bob)
    came = sent(push, bob, "apns", garden, post_message(alice, garden), urgency="high")
    aps = came.payload["aps"]
    assert (aps["thread-id"], aps["mutable-content"], aps["sound"]) == (f"c.{garden.pk}", 1, "default")
    assert aps["interruption-level"] == "time-sensitive"
    headers = came.headers
    assert headers["apns-collapse-id"] == f"c.{garden.pk}"
    assert (headers["apns-push-type"], headers["apns-priority"]) == ("alert", "10")
    assert 86_000 < int(headers["apns-expiration"]) - came.time <= 86_400


def test_clear_marks_only_its_notification_as_cleared(push: Providers, alice: User, bob: User) -> None:
    garden = group(alice, bob)
    mine, other = registration(push, bob), registration(push, bob)
    first, second = post_message(alice, garden), post_message(alice, garden)
    rows = [queue(mine, garden, first), queue(mine, garden, second), queue(other, garden, first)]
    deliver(*rows)
    deliver(queue(mine, garden, first, kind="clear"))
    for row in rows:
        row.refresh_from_db()
    assert [row.cleared_at is not None for row in rows] == [True, False, False]


def test_the_same_message_twice_is_one_on_the_screen(push: Providers, alice: User, bob: User) -> None:
    garden = group(alice, bob)
    mine = registration(push, bob)
    row = queue(mine, garden, post_message(alice, garden))
    push.answer("webpush", "lost")
    assert deliver(row) == [("queued", "")]
    push.answer("webpush")
    row.due_at = timezone.now()
    row.save()
    assert deliver(row) == [("accepted", "")]
    one, two = push.received("webpush", mine.address)
    assert one.is_taken
    assert two.is_taken
    assert (one.payload["tag"], one.payload["seq"]) == (two.payload["tag"], two.payload["seq"])
    assert one.headers["topic"] == two.headers["topic"]


def test_a_token_of_nobody_is_none() -> None:
    assert read_token("") is None
    assert read_token("12:forged") is None
    assert read_token(str(uuid4())) is None
