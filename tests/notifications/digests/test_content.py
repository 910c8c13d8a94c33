"""The email digest holds the unread messages, as the recipient's settings allow."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.operations.blocking import block
from conversations.models import Conversation, Membership
from messaging.models import Message
from notifications.email.digesting import send_digests
from tests.conversations.world import direct, group
from tests.notifications.digests.reading import digest, due, ledger, post_dated, sent
from tests.notifications.smtp import Postbox, html_of, text_of
from tests.notifications.telling import prefer
from tests.verbs import delete_message

pytestmark = pytest.mark.django_db


def test_digest_holds_the_unread_messages(postbox: Postbox, alice: User, bob: User, garden: Conversation) -> None:
    first = post_dated(alice, garden, "The roses are red.")
    post_dated(alice, garden, "And *the*\nviolets?")
    letter = sent(postbox, bob)
    assert postbox.readers == ["bob@example.org"]
    assert letter["Subject"] == "Garden: 2 unread messages"
    for content in (text_of(letter), html_of(letter)):
        assert "Hello Bob" in content
        assert "The roses are red." in content
        assert "And the violets?" in content
        assert f"https://chat.example.org/c/{garden.pk}/{first}" in content
    assert ledger() == [("accepted", "")]
    assert digest(bob).due_at is None


@pytest.mark.parametrize("what", ["deleted", "muted", "nothing", "own", "left"])
def test_digest_leaves_out_messages_the_user_is_not_notified_of(
    postbox: Postbox, alice: User, bob: User, garden: Conversation, what: str
) -> None:
    seq = post_dated(bob if what == "own" else alice, garden)
    mine = Membership.objects.filter(user=bob, conversation=garden)
    match what:
        case "deleted":
            delete_message(actor=alice, conversation=garden.pk, seq=seq)
        case "muted":
            mine.update(muted_until=timezone.now() + timedelta(days=1))
        case "nothing":
            mine.update(notify="nothing")
        case "left":
            mine.update(left_at=timezone.now())
    due(bob)
    send_digests()
    assert (postbox.letters, ledger(), digest(bob).due_at) == ([], [], None)


def test_digest_holds_mentions_keywords_and_replies_of_a_channel(postbox: Postbox, alice: User, bob: User) -> None:
    square = group(alice, bob, kind="channel", title="Square")
    prefer(bob, keywords=["tea party", "c++ (x*"])
    mine = post_dated(bob, square, "Anyone there?")
    Membership.objects.filter(user=bob).update(read_seq=mine, delivered_seq=mine)
    for body in ("Nothing to see", "@bob look", "A tea  party!", "bob, just so", "@bobby", "In C++ (x* y)?"):
        post_dated(alice, square, body)
    post_dated(alice, square, "I am", reply_to=mine)
    for _ in range(60):
        post_dated(alice, square, "Chatter")
    letter = sent(postbox, bob)
    assert letter["Subject"] == "Square: 4 unread messages"
    content = text_of(letter)
    assert all(words in content for words in ("@bob look", "A tea party!", "In C++ (x*", "I am"))
    assert "Nothing" not in content
    assert "@bobby" not in content


def test_digest_finds_mentions_and_keywords_in_any_width_and_form(postbox: Postbox, alice: User, bob: User) -> None:
    square = group(alice, bob, kind="channel", title="Square")
    prefer(bob, keywords=["café", "デプロイ", "o'brien", "on call"])
    for body in ("你好＠bob", "cafe\u0301", "ﾃﾞﾌﾟﾛｲする", "O’Brien", "on _call_", "`@bob`", "https://example.org/@bob"):
        post_dated(alice, square, body)
    assert sent(postbox, bob)["Subject"] == "Square: 5 unread messages"


def test_digest_holds_at_most_five_conversations_and_five_messages_of_each(
    postbox: Postbox, alice: User, bob: User
) -> None:
    for number in range(7):
        room = group(alice, bob, title=f"Room {number}")
        for count in range(7):
            post_dated(alice, room, f"Line {number}-{count}")
    letter = sent(postbox, bob)
    assert letter["Subject"] == "Parlance: 49 unread messages"
    for content in (text_of(letter), html_of(letter)):
        assert len(re.findall(r"Line \d-\d", content)) == 25
        assert "Line 6-6" in content
        assert "Line 6-1" not in content
        assert "2 earlier" in content
        assert "And 2 more conversations" in content


def test_with_more_than_can_be_counted_it_says_so(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    for _ in range(55):
        post_dated(alice, garden)
    assert sent(postbox, bob)["Subject"] == "Garden: 50+ unread messages"


SECRETS = ("divorce", "Garden", "Alice", "Liddell")


@pytest.mark.parametrize(
    ("privacy", "told"),
    [("full", SECRETS), ("sender", SECRETS[1:]), ("nothing", ()), ("auto", ())],
)
def test_digest_shows_no_more_than_the_privacy_setting_allows(
    postbox: Postbox, alice: User, bob: User, garden: Conversation, privacy: str, told: tuple[str, ...]
) -> None:
    prefer(bob, privacy=privacy)
    post_dated(alice, garden, "About the divorce")
    post_dated(alice, direct(alice, bob), "divorce, I said")
    letter = sent(postbox, bob)
    assert letter["Subject"] == "Parlance: 2 unread messages"
    for content in (text_of(letter), html_of(letter)):
        for word in SECRETS:
            assert (word in content) == (word in told), word
        assert "1 unread message" in content
        assert f"/c/{garden.pk}/1" in content


def test_letter_leaves_out_a_direct_conversation_with_a_blocked_person(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    post_dated(alice, direct(alice, bob), "Please answer")
    block(actor=bob, user=str(alice.pk))
    post_dated(alice, garden, "To everyone")
    letter = text_of(sent(postbox, bob))
    assert "To everyone" in letter
    assert "Please answer" not in letter


def test_digest_shows_an_encrypted_message_as_a_new_message(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    seq = post_dated(alice, garden)
    Message.objects.filter(conversation=garden, seq=seq).update(body=None, envelope={"algorithm": "x"})
    letter = sent(postbox, bob)
    assert "New message" in text_of(letter)
    assert "New message" in html_of(letter)


def test_names_and_words_are_no_markup(postbox: Postbox, alice: User, bob: User) -> None:
    User.objects.filter(pk=alice.pk).update(display_name="<b>Al</b>")
    User.objects.filter(pk=bob.pk).update(display_name="<i>Bob</i>")
    room = group(alice, bob, title="<script>alert(1)</script>")
    post_dated(alice, room, "<img src=x onerror=alert(2)> {{ settings.SECRET_KEY }} & more")
    letter = sent(postbox, bob)
    html = html_of(letter)
    assert re.findall(r"<(?:b|i|script|img)\b", html) == []
    assert "&lt;img src=x onerror=alert(2)&gt; {{ settings.SECRET_KEY }} &amp; more" in html
    assert "<img src=x onerror=alert(2)> {{ settings.SECRET_KEY }} & more" in text_of(letter)


def test_a_line_break_makes_no_line_of_ours(postbox: Postbox, alice: User, bob: User) -> None:
    room = group(alice, bob)
    Conversation.objects.filter(pk=room.pk).update(title="Garden\r\nBcc: mallory@example.org")
    post_dated(alice, room, "Hi\n\nRead and reply: https://evil.example")
    letter = sent(postbox, bob)
    assert letter["Bcc"] is None
    assert postbox.readers == ["bob@example.org"]
    assert "\nRead and reply: https://evil.example" not in text_of(letter)


@pytest.mark.usefixtures("german")
def test_digest_uses_the_users_language_and_time_zone(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    User.objects.filter(pk=bob.pk).update(locale="de", time_zone="Asia/Kolkata")
    seq = post_dated(alice, garden, "Guten Abend")
    when = timezone.now().replace(month=3, day=5, hour=20, minute=15) - timedelta(days=365)
    Message.objects.filter(conversation=garden, seq=seq).update(created_at=when)
    letter = sent(postbox, bob)
    assert letter["Subject"] == "Garden: 1 ungelesene Nachricht"
    for content in (text_of(letter), html_of(letter)):
        assert "Hallo Bob" in content
        assert re.search(r"6\. März \d{4} 01:45", content)
        assert "unread" not in content
    assert '<html lang="de"' in html_of(letter)


def test_a_language_we_do_not_speak_gives_no_dates_either(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    User.objects.filter(pk=bob.pk).update(locale="sv")
    seq = post_dated(alice, garden)
    Message.objects.filter(conversation=garden, seq=seq).update(created_at=datetime(2026, 3, 5, 20, 15, tzinfo=UTC))
    letter = sent(postbox, bob)
    assert "5 March 2026, 20:15" in text_of(letter)
    assert '<html lang="en"' in html_of(letter)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("locale", ["xx", "zz-ZZ", "en-GB", "de-AT"])
def test_every_language_gets_a_letter(
    postbox: Postbox, alice: User, bob: User, garden: Conversation, locale: str
) -> None:
    User.objects.filter(pk=bob.pk).update(locale=locale)
    post_dated(alice, garden)
    word = "ungelesene" if locale.startswith("de") else "unread"
    assert word in str(sent(postbox, bob)["Subject"])


def test_machines_know_what_it_is(postbox: Postbox, alice: User, bob: User, garden: Conversation) -> None:
    post_dated(alice, garden)
    letter = sent(postbox, bob)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(
        r"<(https://chat\.example\.org/notifications/unsubscribe/\S+/)>", letter["List-Unsubscribe"].strip()
    )
    assert link is not None
    assert link[1] in text_of(letter)
    assert (letter["Auto-Submitted"], letter["Precedence"]) == ("auto-generated", "bulk")
    assert re.fullmatch(r"<[\w-]{22}\.[0-9a-f]+@chat\.example\.org>", letter["Message-ID"])
