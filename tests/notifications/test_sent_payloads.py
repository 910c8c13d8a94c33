"""The payloads that push services receive."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.utils import timezone

from accounts.models import User
from accounts.operations.blocking import block
from conversations.models import Conversation, Membership
from media.models import Attachment
from messaging.models import Message
from notifications.models import Preferences
from notifications.payloads import MOST_BYTES, MOST_CHARACTERS, read_token
from tests.conversations.world import direct, group
from tests.notifications.providers import Providers, Received
from tests.notifications.pushing import deliver, queue, registration
from tests.notifications.telling import say
from tests.world import person

CANARY = "canary-7f3a"
CHANNELS = ["webpush", "fcm", "apns"]


@pytest.fixture
def alice(db: None) -> User:
    return person("alice", display_name="Alice Liddell")


@pytest.fixture
def bob(db: None) -> User:
    return person("bob")


def sent(push: Providers, bob: User, channel: str, conversation: Conversation, seq: int, **about: Any) -> Received:
    mine = registration(push, bob, channel)
    row = queue(mine, conversation, seq, **about)
    assert deliver(row) == [("accepted", "")], row.error
    (came,) = push.received(channel, mine.address)
    return came


def told(came: Received) -> dict[str, Any]:
    """{title, body, …}, wherever that service has them."""
    if came.provider == "webpush":
        return dict(came.payload)
    if came.provider == "fcm":
        return dict(came.payload["data"])
    return {**came.payload, **came.payload["aps"].get("alert", {})}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("privacy", ["full", "sender", "nothing", "auto"])
def test_payload_shows_no_more_than_the_privacy_setting_allows(
    privacy: str, channel: str, push: Providers, alice: User, bob: User
) -> None:
    Preferences.objects.create(user=bob, privacy=privacy)
    garden = group(alice, bob, title=f"Garden {CANARY}")
    came = sent(push, bob, channel, garden, say(alice, garden, f"Psst {CANARY}"))
    found, everything = told(came), json.dumps([came.payload, came.headers])
    whole = {"title": f"Alice Liddell in Garden {CANARY}", "body": f"Psst {CANARY}", "sender": "Alice Liddell"}
    match "full" if (privacy, channel) == ("auto", "webpush") else "nothing" if privacy == "auto" else privacy:
        case "full":
            expected = whole
        case "sender":
            expected = {**whole, "body": "New message"}
            assert "Psst" not in everything
        case _:
            expected = {"title": "Parlance", "body": "New message"}
            assert CANARY not in everything
            assert "Alice" not in everything
            assert "alice" not in everything
            assert "sender" not in found
    assert {name: found.get(name) for name in expected} == expected
    assert found["conversation"] == str(garden.pk)


@pytest.mark.parametrize("privacy", ["full", "sender"])
def test_payload_of_an_encrypted_message_names_nothing(privacy: str, push: Providers, alice: User, bob: User) -> None:
    Preferences.objects.create(user=bob, privacy=privacy)
    garden = group(alice, bob)
    seq = say(alice, garden, CANARY)
    Message.objects.of(garden).filter(seq=seq).update(body=None, envelope={"ciphertext": CANARY})
    came = sent(push, bob, "webpush", garden, seq)
    assert (came.payload["title"], came.payload["body"]) == ("Parlance", "New message")
    assert CANARY not in json.dumps(came.payload)


def test_a_payload_says_where_it_belongs(push: Providers, alice: User, bob: User) -> None:
    talk = direct(alice, bob)
    seq = say(alice, talk, "Hello")
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
@pytest.mark.parametrize(
    "body",
    ["x" * 20_000, "👩‍👩‍👧‍👦" * 800, "\U0001f44d\U0001f3fd" * 9_000, "ß€" * 9_000, "\x01" * 9_000, "<&\"'\\" * 4_000],
)
def test_whatever_is_said_fits(body: str, channel: str, push: Providers, alice: User, bob: User) -> None:
    Preferences.objects.create(user=bob, privacy="full")
    alice.display_name = "👩‍👩‍👧‍👦" * 11
    alice.save()
    garden = group(alice, bob, title="🌱" * 200)
    came = sent(push, bob, channel, garden, say(alice, garden, body))
    words = told(came)["body"]
    assert words.endswith("…")
    assert len(words) <= MOST_CHARACTERS
    assert words[-2] not in "\u200d\ufe0f"
    if channel == "webpush":
        assert came.headers["size"] <= 4096
        assert len(msgspec.json.encode(came.payload)) <= MOST_BYTES


def test_a_sign_is_not_cut_in_its_middle(push: Providers, alice: User, bob: User) -> None:
    garden = group(alice, bob)
    family = "👩‍👩‍👧‍👦"
    words = sent(push, bob, "webpush", garden, say(alice, garden, "abc" + family * 100)).payload["body"]
    assert words == "abc" + family * ((len(words) - 4) // len(family)) + "…"


@pytest.mark.parametrize(
    ("kind", "words"),
    [("picture", "Photo"), ("video", "Video"), ("voice", "Voice message"), ("audio", "Audio"), ("file", "File")],
)
def test_a_file_without_words_is_called_what_it_is(
    kind: str, words: str, push: Providers, alice: User, bob: User
) -> None:
    garden = group(alice, bob)
    seq = say(alice, garden, "to be replaced")
    Message.objects.of(garden).filter(seq=seq).update(body="", has_attachments=True)
    Attachment.objects.create(
        owner=alice,
        conversation=garden,
        name=CANARY,
        type="x/y",
        kind=kind,
        state="pending",
        message_seq=seq,
        size=1,
        part_size=1,
    )
    came = sent(push, bob, "webpush", garden, seq)
    assert came.payload["body"] == words
    assert CANARY not in json.dumps(came.payload)


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_badge_is_what_is_unread(channel: str, push: Providers, alice: User, bob: User) -> None:
    garden, muted, archived, left = (group(alice, bob) for _ in range(4))
    carol = person("carol")
    say(carol, direct(bob, carol))
    block(actor=bob, user=str(carol.pk))
    for conversation in (garden, muted, archived, left):
        for _ in range(3):
            seq = say(alice, conversation)
    mine = Membership.objects.filter(user=bob)
    mine.filter(conversation=garden).update(read_seq=seq - 2, delivered_seq=seq)
    mine.filter(conversation=muted).update(muted_until=timezone.now() + timedelta(hours=1))
    mine.filter(conversation=archived).update(archived_at=timezone.now())
    mine.filter(conversation=left).update(left_at=timezone.now())
    came = sent(push, bob, channel, garden, seq)
    assert int(told(came)["unread"]) == 2
    if channel == "apns":
        assert came.payload["aps"]["badge"] == 2


def test_fcm_gets_data_only(push: Providers, alice: User, bob: User) -> None:
    garden = group(alice, bob)
    came = sent(push, bob, "fcm", garden, say(alice, garden), urgency="high")
    assert set(came.payload) == {"token", "data", "android"}
    assert came.payload["android"] == {"priority": "HIGH", "ttl": "86400s"}, "FCM drops all but four collapse keys"
    assert came.headers["http"] == "2"


def test_apns_gets_an_alert(push: Providers, alice: User, bob: User) -> None:
    garden = group(alice, bob)
    came = sent(push, bob, "apns", garden, say(alice, garden), urgency="high")
    aps = came.payload["aps"]
    assert (aps["thread-id"], aps["mutable-content"], aps["sound"]) == (f"c.{garden.pk}", 1, "default")
    assert aps["interruption-level"] == "time-sensitive"
    headers = came.headers
    assert headers["apns-collapse-id"] == f"c.{garden.pk}"
    assert (headers["apns-push-type"], headers["apns-priority"]) == ("alert", "10")
    assert 86_000 < int(headers["apns-expiration"]) - came.time <= 86_400


@pytest.mark.parametrize("channel", CHANNELS)
def test_word_that_it_was_read_says_nothing_else(channel: str, push: Providers, alice: User, bob: User) -> None:
    Preferences.objects.create(user=bob, privacy="full")
    garden = group(alice, bob, title=CANARY)
    shown = sent(push, bob, channel, garden, say(alice, garden, CANARY))
    mine = bob.registrations.get()
    push.forget()
    cleared = queue(mine, garden, 1, kind="clear")
    assert deliver(cleared) == [("accepted", "")]
    (came,) = push.received(channel, mine.address)
    assert CANARY not in json.dumps(came.payload)
    assert told(came)["tag"] == told(shown)["tag"]
    assert told(came)["kind"] == "clear"
    if channel == "apns":
        assert came.payload["aps"] == {"content-available": 1, "badge": 1}
        assert (came.headers["apns-push-type"], came.headers["apns-priority"]) == ("background", "5")
    if channel == "webpush":
        assert came.headers["topic"] == shown.headers["topic"]


def test_clear_marks_only_its_notification_as_cleared(push: Providers, alice: User, bob: User) -> None:
    garden = group(alice, bob)
    mine, other = registration(push, bob), registration(push, bob)
    first, second = say(alice, garden), say(alice, garden)
    rows = [queue(mine, garden, first), queue(mine, garden, second), queue(other, garden, first)]
    deliver(*rows)
    deliver(queue(mine, garden, first, kind="clear"))
    for row in rows:
        row.refresh_from_db()
    assert [row.cleared_at is not None for row in rows] == [True, False, False]


def test_the_same_message_twice_is_one_on_the_screen(push: Providers, alice: User, bob: User) -> None:
    garden = group(alice, bob)
    mine = registration(push, bob)
    row = queue(mine, garden, say(alice, garden))
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


@pytest.mark.usefixtures("german")
def test_payload_uses_the_recipients_language(push: Providers, alice: User, bob: User) -> None:
    bob.locale = "de"
    bob.save()
    Preferences.objects.create(user=bob, privacy="nothing")
    garden = group(alice, bob)
    assert sent(push, bob, "webpush", garden, say(alice, garden)).payload["body"] == "Neue Nachricht"


def test_a_token_of_nobody_is_none() -> None:
    assert read_token("") is None
    assert read_token("12:forged") is None
    assert read_token(str(uuid4())) is None
