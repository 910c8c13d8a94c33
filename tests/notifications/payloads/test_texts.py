"""The texts that push services receive: as much as fits, and as the recipient allows."""

import json

import msgspec
import pytest

from accounts.models import User
from media.models import Attachment
from messaging.models import Message
from notifications.delivery.payloads import MOST_BYTES, MOST_CHARACTERS
from notifications.models import Preferences
from tests.conversations.world import group
from tests.notifications.providers import Providers
from tests.notifications.pushing import CHANNELS, deliver, fields, queue, sent
from tests.notifications.telling import post_message

CANARY = "canary-7f3a"


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("privacy", ["full", "sender", "nothing", "auto"])
def test_payload_shows_no_more_than_the_privacy_setting_allows(
    privacy: str, channel: str, push: Providers, alice: User, bob: User
) -> None:
    Preferences.objects.create(user=bob, privacy=privacy)
    garden = group(alice, bob, title=f"Garden {CANARY}")
    came = sent(push, bob, channel, garden, post_message(alice, garden, f"Psst {CANARY}"))
    found, everything = fields(came), json.dumps([came.payload, came.headers])
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
    seq = post_message(alice, garden, CANARY)
    Message.objects.of(garden).filter(seq=seq).update(body=None, envelope={"ciphertext": CANARY})
    came = sent(push, bob, "webpush", garden, seq)
    assert (came.payload["title"], came.payload["body"]) == ("Parlance", "New message")
    assert CANARY not in json.dumps(came.payload)


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
    came = sent(push, bob, channel, garden, post_message(alice, garden, body))
    words = fields(came)["body"]
    assert words.endswith("…")
    assert len(words) <= MOST_CHARACTERS
    assert words[-2] not in "\u200d\ufe0f"
    if channel == "webpush":
        assert came.headers["size"] <= 4096
        assert len(msgspec.json.encode(came.payload)) <= MOST_BYTES


def test_a_sign_is_not_cut_in_its_middle(push: Providers, alice: User, bob: User) -> None:
    garden = group(alice, bob)
    family = "👩‍👩‍👧‍👦"
    words = sent(push, bob, "webpush", garden, post_message(alice, garden, "abc" + family * 100)).payload["body"]
    assert words == "abc" + family * ((len(words) - 4) // len(family)) + "…"


@pytest.mark.parametrize(
    ("kind", "words"),
    [("picture", "Photo"), ("video", "Video"), ("voice", "Voice message"), ("audio", "Audio"), ("file", "File")],
)
def test_a_file_without_words_is_called_what_it_is(
    kind: str, words: str, push: Providers, alice: User, bob: User
) -> None:
    garden = group(alice, bob)
    seq = post_message(alice, garden, "to be replaced")
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
def test_word_that_it_was_read_says_nothing_else(channel: str, push: Providers, alice: User, bob: User) -> None:
    Preferences.objects.create(user=bob, privacy="full")
    garden = group(alice, bob, title=CANARY)
    shown = sent(push, bob, channel, garden, post_message(alice, garden, CANARY))
    mine = bob.registrations.get()
    push.forget()
    cleared = queue(mine, garden, 1, kind="clear")
    assert deliver(cleared) == [("accepted", "")]
    (came,) = push.received(channel, mine.address)
    assert CANARY not in json.dumps(came.payload)
    assert fields(came)["tag"] == fields(shown)["tag"]
    assert fields(came)["kind"] == "clear"
    if channel == "apns":
        assert came.payload["aps"] == {"content-available": 1, "badge": 1}
        assert (came.headers["apns-push-type"], came.headers["apns-priority"]) == ("background", "5")
    if channel == "webpush":
        assert came.headers["topic"] == shown.headers["topic"]


@pytest.mark.usefixtures("german")
def test_payload_uses_the_recipients_language(push: Providers, alice: User, bob: User) -> None:
    bob.locale = "de"
    bob.save()
    Preferences.objects.create(user=bob, privacy="nothing")
    garden = group(alice, bob)
    assert sent(push, bob, "webpush", garden, post_message(alice, garden)).payload["body"] == "Neue Nachricht"
