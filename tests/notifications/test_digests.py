"""The email digest of unread messages: what it holds, and that it goes out once."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.operations.blocking import block
from conversations.models import Conversation, Membership
from messaging.models import Message
from notifications.channels.outcome import Accepted, Later, Outcome
from notifications.models import Digest, Notification
from notifications.operations.digesting import LEASE, send_digests
from tests.conversations.world import direct, group
from tests.notifications.smtp import Postbox, free_port, html_of, smtp_server, text_of
from tests.notifications.telling import prefer, say, verify_email
from tests.verbs import advance_receipt, delete_message
from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with smtp_server() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        settings.SITE_URL = "https://chat.example.org"
        yield found


@pytest.fixture
def alice() -> User:
    return person("alice", display_name="Alice Liddell")


@pytest.fixture
def bob() -> User:
    """Bob, who gets digests after five minutes, with full previews."""
    user = person("bob", display_name="Bob")
    verify_email(user)
    prefer(user, email_after=5, privacy="full", notify_channels="mentions")
    return user


@pytest.fixture
def garden(alice: User, bob: User) -> Conversation:
    return group(alice, bob)


def said(actor: User, conversation: Conversation, body: str = "Hello", *, minutes: float = 10, **about: Any) -> int:
    """Said so long ago."""
    seq = say(actor, conversation, body, **about)
    when = timezone.now() - timedelta(minutes=minutes)
    Message.objects.filter(conversation=conversation, seq=seq).update(created_at=when)
    return seq


def due(user: User, **about: Any) -> None:
    """Makes the user's digest due now."""
    Digest.objects.update_or_create(user=user, defaults={"due_at": timezone.now() - timedelta(seconds=1), **about})


def digest(user: User) -> Digest:
    return Digest.objects.get(user=user)


def ledger() -> list[tuple[str, str]]:
    return list(Notification.objects.filter(kind="digest").order_by("pk").values_list("state", "reason"))


def sent(postbox: Postbox, user: User) -> Any:
    """The one letter that goes out."""
    due(user)
    send_digests()
    assert len(postbox.letters) == 1
    return postbox.letters[0]


def test_digest_holds_the_unread_messages(postbox: Postbox, alice: User, bob: User, garden: Conversation) -> None:
    first = said(alice, garden, "The roses are red.")
    said(alice, garden, "And *the*\nviolets?")
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


def test_digest_goes_out_once(postbox: Postbox, alice: User, bob: User, garden: Conversation) -> None:
    said(alice, garden)
    sent(postbox, bob)
    due(bob)
    assert send_digests() is False
    assert len(postbox.letters) == 1
    said(alice, garden, "Later", minutes=6)
    Digest.objects.update(sent_at=timezone.now() - timedelta(minutes=8))
    due(bob)
    send_digests()
    assert "Later" in text_of(postbox.letters[1])
    assert "Hello\n" not in text_of(postbox.letters[1]).replace("Hello Bob", "")
    assert postbox.letters[0]["Message-ID"] != postbox.letters[1]["Message-ID"]


def test_digest_is_dropped_when_everything_was_read(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    seq = said(alice, garden)
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=seq)
    due(bob)
    send_digests()
    assert (postbox.letters, ledger(), digest(bob).due_at) == ([], [], None)


def test_digest_is_rescheduled_for_messages_that_came_since(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    seq = said(alice, garden)
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=seq)
    said(alice, garden, "Just now", minutes=2)
    due(bob)
    send_digests()
    assert postbox.letters == []
    found = digest(bob).due_at
    assert found is not None
    assert timedelta(minutes=2.5) < found - timezone.now() < timedelta(minutes=3)


def test_digest_leaves_recent_messages_to_the_next(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    said(alice, garden)
    said(alice, garden, "Hardly said", minutes=0)
    assert "Hardly" not in text_of(sent(postbox, bob))
    found = digest(bob).due_at
    assert found is not None
    assert timedelta(minutes=4) < found - timezone.now() < timedelta(minutes=5)


@pytest.mark.parametrize("what", ["deleted", "muted", "nothing", "own", "left"])
def test_digest_leaves_out_messages_the_user_is_not_notified_of(
    postbox: Postbox, alice: User, bob: User, garden: Conversation, what: str
) -> None:
    seq = said(bob if what == "own" else alice, garden)
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
    mine = said(bob, square, "Anybody there?")
    Membership.objects.filter(user=bob).update(read_seq=mine, delivered_seq=mine)
    for body in ("Nothing to see", "@bob look", "A tea  party!", "bob, just so", "@bobby", "In C++ (x* y)?"):
        said(alice, square, body)
    said(alice, square, "I am", reply_to=mine)
    for _ in range(60):
        said(alice, square, "Chatter")
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
        said(alice, square, body)
    assert sent(postbox, bob)["Subject"] == "Square: 5 unread messages"


@pytest.mark.parametrize(("change", "value"), [("is_active", False), ("email_after", None), ("verified", False)])
def test_digest_is_not_sent_to_users_who_may_not_receive_it(
    postbox: Postbox, alice: User, bob: User, garden: Conversation, change: str, value: Any
) -> None:
    said(alice, garden)
    match change:
        case "is_active":
            User.objects.filter(pk=bob.pk).update(is_active=value)
        case "email_after":
            prefer(bob, email_after=value)
        case "verified":
            EmailAddress.objects.filter(user=bob).update(verified=value)
    due(bob)
    send_digests()
    assert (postbox.letters, ledger(), digest(bob).due_at) == ([], [], None)


def test_digest_holds_at_most_five_conversations_and_five_messages_of_each(
    postbox: Postbox, alice: User, bob: User
) -> None:
    for number in range(7):
        room = group(alice, bob, title=f"Room {number}")
        for count in range(7):
            said(alice, room, f"Line {number}-{count}")
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
        said(alice, garden)
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
    said(alice, garden, "About the divorce")
    said(alice, direct(alice, bob), "divorce, I said")
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
    said(alice, direct(alice, bob), "Please answer")
    block(actor=bob, user=str(alice.pk))
    said(alice, garden, "To everybody")
    letter = text_of(sent(postbox, bob))
    assert "To everybody" in letter
    assert "Please answer" not in letter


def test_digest_shows_an_encrypted_message_as_a_new_message(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    seq = said(alice, garden)
    Message.objects.filter(conversation=garden, seq=seq).update(body=None, envelope={"algorithm": "x"})
    letter = sent(postbox, bob)
    assert "New message" in text_of(letter)
    assert "New message" in html_of(letter)


def test_names_and_words_are_no_markup(postbox: Postbox, alice: User, bob: User) -> None:
    User.objects.filter(pk=alice.pk).update(display_name="<b>Al</b>")
    User.objects.filter(pk=bob.pk).update(display_name="<i>Bob</i>")
    room = group(alice, bob, title="<script>alert(1)</script>")
    said(alice, room, "<img src=x onerror=alert(2)> {{ settings.SECRET_KEY }} & more")
    letter = sent(postbox, bob)
    html = html_of(letter)
    assert re.findall(r"<(?:b|i|script|img)\b", html) == []
    assert "&lt;img src=x onerror=alert(2)&gt; {{ settings.SECRET_KEY }} &amp; more" in html
    assert "<img src=x onerror=alert(2)> {{ settings.SECRET_KEY }} & more" in text_of(letter)


def test_a_line_break_makes_no_line_of_ours(postbox: Postbox, alice: User, bob: User) -> None:
    room = group(alice, bob)
    Conversation.objects.filter(pk=room.pk).update(title="Garden\r\nBcc: mallory@example.org")
    said(alice, room, "Hi\n\nRead and reply: https://evil.example")
    letter = sent(postbox, bob)
    assert letter["Bcc"] is None
    assert postbox.readers == ["bob@example.org"]
    assert "\nRead and reply: https://evil.example" not in text_of(letter)


@pytest.mark.usefixtures("german")
def test_digest_uses_the_users_language_and_time_zone(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    User.objects.filter(pk=bob.pk).update(locale="de", time_zone="Asia/Kolkata")
    seq = said(alice, garden, "Guten Abend")
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
    seq = said(alice, garden)
    Message.objects.filter(conversation=garden, seq=seq).update(created_at=datetime(2026, 3, 5, 20, 15, tzinfo=UTC))
    letter = sent(postbox, bob)
    assert "March 5, 2026, 8:15 p.m." in text_of(letter)
    assert '<html lang="en"' in html_of(letter)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("locale", ["xx", "zz-ZZ", "en-GB", "de-AT"])
def test_every_language_gets_a_letter(
    postbox: Postbox, alice: User, bob: User, garden: Conversation, locale: str
) -> None:
    User.objects.filter(pk=bob.pk).update(locale=locale)
    said(alice, garden)
    word = "ungelesene" if locale.startswith("de") else "unread"
    assert word in str(sent(postbox, bob)["Subject"])


def test_machines_know_what_it_is(postbox: Postbox, alice: User, bob: User, garden: Conversation) -> None:
    said(alice, garden)
    letter = sent(postbox, bob)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(
        r"<(https://chat\.example\.org/notifications/unsubscribe/\S+/)>", letter["List-Unsubscribe"].strip()
    )
    assert link is not None
    assert link[1] in text_of(letter)
    assert (letter["Auto-Submitted"], letter["Precedence"]) == ("auto-generated", "bulk")
    assert re.fullmatch(r"<[\w-]{22}\.[0-9a-f]+@chat\.example\.org>", letter["Message-ID"])


# When something goes wrong


def test_a_busy_server_is_asked_again(postbox: Postbox, alice: User, bob: User, garden: Conversation) -> None:
    said(alice, garden)
    postbox.recipient = "451 Come back later"
    due(bob)
    send_digests()
    waiting = digest(bob)
    assert waiting.due_at is not None
    assert timedelta(seconds=20) < waiting.due_at - timezone.now() <= timedelta(seconds=60)
    assert (waiting.attempts, ledger()) == (1, [])
    postbox.recipient = ""
    letter = sent(postbox, bob)
    assert "Hello" in text_of(letter)
    assert Notification.objects.get(kind="digest").attempts == 2


def test_the_waits_grow(postbox: Postbox, alice: User, bob: User, garden: Conversation) -> None:
    said(alice, garden)
    postbox.data = "451 Come back later"
    due(bob, attempts=20)
    send_digests()
    found = digest(bob).due_at
    assert found is not None
    assert timedelta(minutes=29) < found - timezone.now() <= timedelta(minutes=60)
    due(bob, attempts=25)
    send_digests()
    assert ledger() == [("failed", "unreachable")]


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_a_refusal_ends_it(postbox: Postbox, alice: User, bob: User, garden: Conversation, where: str) -> None:
    said(alice, garden)
    setattr(postbox, where, "550 No such person here")
    due(bob)
    send_digests()
    assert ledger() == [("failed", "refused")]
    assert "550 No such person" in Notification.objects.get(kind="digest").error
    assert digest(bob).due_at is None


def test_digest_keeps_its_message_id_when_sent_again(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    """The server took it, and we died before we wrote that down."""
    said(alice, garden)
    due(bob)
    with (
        patch("notifications.operations.digesting._conclude", side_effect=SystemExit),
        pytest.raises(SystemExit),
    ):
        send_digests()
    due(bob)
    send_digests()
    one, again = postbox.letters
    assert one["Message-ID"] == again["Message-ID"]


def test_while_the_server_is_away_not_everybody_is_tried(alice: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    for number in range(5):
        reader = person(f"reader{number}")
        verify_email(reader)
        prefer(reader, email_after=5)
        said(alice, group(alice, reader))
        due(reader)
    send_digests()
    assert Digest.objects.filter(attempts=1).count() == 3


def test_our_own_fault_is_set_aside(postbox: Postbox, alice: User, bob: User, garden: Conversation) -> None:
    said(alice, garden)
    with patch("notifications.operations.digesting.digest_letter", side_effect=ValueError("planted")):
        due(bob)
        send_digests()
        assert (ledger(), digest(bob).attempts) == ([], 1)
        due(bob, attempts=4)
        send_digests()
    assert ledger() == [("failed", "broken")]


def test_digest_leased_by_another_worker_is_not_sent(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    said(alice, garden)
    due(bob)
    with patch("notifications.operations.digesting.email.send", side_effect=SystemExit), pytest.raises(SystemExit):
        send_digests()
    assert send_digests() is False
    assert postbox.letters == []
    lease = digest(bob).due_at
    assert lease is not None
    assert timedelta(seconds=110) < lease - timezone.now() < timedelta(seconds=121)


@pytest.mark.parametrize("outcome", [Accepted(), Later(None, "slow")])
def test_digest_is_left_to_the_next_worker_when_its_lease_expired(
    alice: User, bob: User, garden: Conversation, outcome: Outcome
) -> None:
    said(alice, garden)
    due(bob)
    theirs = timezone.now() + timedelta(seconds=LEASE)

    def slow(letter: object) -> Outcome:
        Digest.objects.filter(user=bob).update(due_at=theirs, attempts=2)
        return outcome

    with patch("notifications.operations.digesting.email.send", side_effect=slow):
        send_digests()
    assert (digest(bob).due_at, digest(bob).attempts) == (theirs, 2)


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_write_to_everybody_once(postbox: Postbox, alice: User) -> None:
    for number in range(12):
        reader = person(f"reader{number}")
        verify_email(reader)
        prefer(reader, email_after=5)
        said(alice, group(alice, reader))
        due(reader)

    def work(_: int) -> None:
        try:
            while send_digests():
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))
    assert sorted(postbox.readers) == sorted(f"reader{number}@example.org" for number in range(12))
    assert Digest.objects.filter(due_at=None).count() == 12


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_row_that_another_worker_is_at(postbox: Postbox, alice: User) -> None:
    for name in ("first", "second"):
        reader = person(name)
        verify_email(reader)
        prefer(reader, email_after=5)
        said(alice, group(alice, reader))
        due(reader)
    other = connection.copy()
    try:
        with other.cursor() as cursor, connection.cursor() as mine:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM notifications_digest ORDER BY due_at LIMIT 1 FOR UPDATE")
            mine.execute("SET lock_timeout = '3s'")
            send_digests()
            mine.execute("RESET lock_timeout")
    finally:
        other.close()
    assert postbox.readers == ["second@example.org"]
