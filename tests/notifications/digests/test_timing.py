"""The email digest is sent when it is due, and only if messages are unread."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation
from notifications.email.digesting import send_digests
from notifications.models import Digest
from tests.notifications.digests.reading import digest, due, ledger, post_dated, sent
from tests.notifications.smtp import Postbox, text_of
from tests.notifications.telling import prefer
from tests.verbs import advance_receipt

pytestmark = pytest.mark.django_db


def test_digest_goes_out_once(postbox: Postbox, alice: User, bob: User, garden: Conversation) -> None:
    post_dated(alice, garden)
    sent(postbox, bob)
    due(bob)
    assert send_digests() is False
    assert len(postbox.letters) == 1
    post_dated(alice, garden, "Later", minutes=6)
    Digest.objects.update(sent_at=timezone.now() - timedelta(minutes=8))
    due(bob)
    send_digests()
    assert "Later" in text_of(postbox.letters[1])
    assert "Hello\n" not in text_of(postbox.letters[1]).replace("Hello Bob", "")
    assert postbox.letters[0]["Message-ID"] != postbox.letters[1]["Message-ID"]


def test_digest_is_dropped_when_everything_was_read(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    seq = post_dated(alice, garden)
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=seq)
    due(bob)
    send_digests()
    assert (postbox.letters, ledger(), digest(bob).due_at) == ([], [], None)


def test_digest_is_rescheduled_for_messages_that_came_since(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    seq = post_dated(alice, garden)
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=seq)
    post_dated(alice, garden, "Just now", minutes=2)
    due(bob)
    send_digests()
    assert postbox.letters == []
    found = digest(bob).due_at
    assert found is not None
    assert timedelta(minutes=2.5) < found - timezone.now() < timedelta(minutes=3)


def test_digest_leaves_recent_messages_to_the_next(
    postbox: Postbox, alice: User, bob: User, garden: Conversation
) -> None:
    post_dated(alice, garden)
    post_dated(alice, garden, "Hardly said", minutes=0)
    assert "Hardly" not in text_of(sent(postbox, bob))
    found = digest(bob).due_at
    assert found is not None
    assert timedelta(minutes=4) < found - timezone.now() < timedelta(minutes=5)


@pytest.mark.parametrize(("change", "value"), [("is_active", False), ("email_after", None), ("verified", False)])
def test_digest_is_not_sent_to_users_who_may_not_receive_it(
    postbox: Postbox, alice: User, bob: User, garden: Conversation, change: str, value: Any
) -> None:
    post_dated(alice, garden)
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
