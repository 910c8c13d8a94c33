"""Helpers of these tests: messages of a while ago, a digest that is due, and the email that is sent."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation
from messaging.models import Message
from notifications.email.digesting import send_digests
from notifications.models import Digest, Notification
from tests.notifications.smtp import Postbox
from tests.notifications.telling import post_message


def post_dated(
    actor: User, conversation: Conversation, body: str = "Hello", *, minutes: float = 10, **about: Any
) -> int:
    """Sends a message dated `minutes` ago. Returns its seq."""
    seq = post_message(actor, conversation, body, **about)
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
    """Returns the one email that is sent."""
    due(user)
    send_digests()
    assert len(postbox.letters) == 1
    return postbox.letters[0]
