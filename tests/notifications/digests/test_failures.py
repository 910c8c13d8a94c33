"""An email digest is sent once, whatever fails: the mail server, a worker, or this server's code."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation
from notifications.delivery.channels.outcome import Accepted, Later, Outcome
from notifications.email.digesting import LEASE, send_digests
from notifications.models import Digest, Notification
from tests.conversations.world import group
from tests.notifications.digests.reading import digest, due, ledger, post_dated, sent
from tests.notifications.smtp import Postbox, free_port, text_of
from tests.notifications.telling import prefer, verify_email
from tests.world import person

pytestmark = pytest.mark.django_db


def test_a_busy_server_is_asked_again(postbox: Postbox, alice: User, bob: User, garden: Conversation) -> None:
    post_dated(alice, garden)
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
    post_dated(alice, garden)
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
    post_dated(alice, garden)
    setattr(postbox, where, "550 No such person here")
    due(bob)
    send_digests()
    assert ledger() == [("failed", "refused")]
    assert "550 No such person" in Notification.objects.get(kind="digest").error
    assert digest(bob).due_at is None


def test_digest_keeps_its_message_id_when_sent_again(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    """The mail server accepted it, and the worker died before it recorded that."""
    post_dated(alice, garden)
    due(bob)
    with (
        patch("notifications.email.digesting._conclude", side_effect=SystemExit),
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
        post_dated(alice, group(alice, reader))
        due(reader)
    send_digests()
    assert Digest.objects.filter(attempts=1).count() == 3


def test_our_own_fault_is_set_aside(postbox: Postbox, alice: User, bob: User, garden: Conversation) -> None:
    post_dated(alice, garden)
    with patch("notifications.email.digesting.digest_letter", side_effect=ValueError("planted")):
        due(bob)
        send_digests()
        assert (ledger(), digest(bob).attempts) == ([], 1)
        due(bob, attempts=4)
        send_digests()
    assert ledger() == [("failed", "broken")]


def test_digest_leased_by_another_worker_is_not_sent(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    post_dated(alice, garden)
    due(bob)
    with patch("notifications.email.digesting.sending.send", side_effect=SystemExit), pytest.raises(SystemExit):
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
    post_dated(alice, garden)
    due(bob)
    theirs = timezone.now() + timedelta(seconds=LEASE)

    def slow(letter: object) -> Outcome:
        Digest.objects.filter(user=bob).update(due_at=theirs, attempts=2)
        return outcome

    with patch("notifications.email.digesting.sending.send", side_effect=slow):
        send_digests()
    assert (digest(bob).due_at, digest(bob).attempts) == (theirs, 2)


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_write_to_everybody_once(postbox: Postbox, alice: User) -> None:
    for number in range(12):
        reader = person(f"reader{number}")
        verify_email(reader)
        prefer(reader, email_after=5)
        post_dated(alice, group(alice, reader))
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
        post_dated(alice, group(alice, reader))
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
