"""Reminders in the email digest: of users who did not see them for a while."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Membership
from messaging.models import SavedMessage
from messaging.presence.board import active_mark
from notifications.email.digesting import send_digests
from notifications.email.reminders import MOST_REMINDERS
from notifications.models import Digest
from tests.notifications.conftest import Board
from tests.notifications.digests.reading import digest, due, ledger, post_dated, sent
from tests.notifications.reminders import fire, saved
from tests.notifications.smtp import Postbox, html_of, text_of
from tests.notifications.telling import prefer
from tests.verbs.saving import update_saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(alice: User, bob: User, garden: Conversation) -> int:
    seq = post_dated(alice, garden, "Water the *roses*")
    Membership.objects.filter(user=bob).update(read_seq=seq, delivered_seq=seq)
    return seq


def fired(user: User, conversation: Conversation, seq: int, note: str = "") -> None:
    """A reminder that fired ten minutes ago."""
    saved(user, conversation, seq, note=note)
    fire()
    SavedMessage.objects.filter(user=user).update(reminded_at=timezone.now() - timedelta(minutes=10))


def test_reminder_is_sent_by_email_after_the_users_minutes(bob: User, garden: Conversation, said: int) -> None:
    saved(bob, garden, said)
    fire()
    at = digest(bob).due_at
    assert at is not None
    assert timedelta(minutes=4) < at - timezone.now() <= timedelta(minutes=5)


@pytest.mark.parametrize("what", ["active", "off"])
def test_reminder_schedules_no_email_for_a_user_who_sees_it_or_wants_none(
    bob: User, garden: Conversation, said: int, board: Board, what: str
) -> None:
    if what == "active":
        board(active_mark(str(bob.pk)))
    else:
        prefer(bob, email_after=None)
    saved(bob, garden, said)
    fire()
    assert not Digest.objects.filter(user=bob, due_at__isnull=False).exists()


def test_email_has_the_note_or_else_the_message(
    postbox: Postbox, alice: User, bob: User, garden: Conversation, said: int
) -> None:
    fired(bob, garden, said, note="Before noon <b>")
    fired(bob, garden, said + 1)
    other = post_dated(alice, garden, "And *feed* the cat", minutes=9)
    letter = sent(postbox, bob)
    assert letter["Subject"] == "Parlance: 1 unread message, 2 reminders"
    assert "Before noon &lt;b&gt;" in html_of(letter)
    for content in (text_of(letter), html_of(letter)):
        assert "Alice Liddell: And feed the cat" in content
        assert f"/c/{garden.pk}/{said}" in content
        assert f"/c/{garden.pk}/{other}" in content


def test_email_counts_the_reminders_that_it_does_not_show(
    postbox: Postbox, bob: User, garden: Conversation, said: int
) -> None:
    for _ in range(MOST_REMINDERS + 1):
        said = post_dated(bob, garden, "Rake the leaves", minutes=20)
        fired(bob, garden, said)
    letter = sent(postbox, bob)
    assert letter["Subject"] == f"Parlance: {MOST_REMINDERS + 1} reminders"
    for content in (text_of(letter), html_of(letter)):
        assert "And 1 more reminder" in content
        assert "/saved" in content


def test_email_of_a_user_who_wants_no_text_has_none(
    postbox: Postbox, bob: User, garden: Conversation, said: int
) -> None:
    prefer(bob, privacy="auto")
    fired(bob, garden, said, note="Before noon")
    letter = sent(postbox, bob)
    assert letter["Subject"] == "Parlance: 1 reminder"
    assert "A message that you saved" in text_of(letter)
    assert "unread" not in text_of(letter)
    assert not {"noon", "roses", "Alice"} & set(text_of(letter).replace(":", " ").split())


def test_reminder_that_is_done_is_not_sent_by_email(
    postbox: Postbox, bob: User, garden: Conversation, said: int
) -> None:
    fired(bob, garden, said)
    update_saved(actor=bob, conversation=garden.pk, seq=said, done=True)
    due(bob)
    send_digests()
    assert (postbox.letters, ledger(), digest(bob).due_at) == ([], [], None)
