"""Conversations with messages of a certain age, and the policy that deletes them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, RetentionPolicy
from messaging.models import Message
from tests.verbs import send_message


def say(actor: User, place: Conversation, count: int, **about: Any) -> None:
    for n in range(count):
        send_message(actor=actor, conversation=place.pk, client_id=uuid4(), body=f"No {n}", **about)


def age(place: Conversation, days: int, up_to: int) -> None:
    """Makes the messages up to this seq so many days old."""
    old = timezone.now() - timedelta(days=days)
    Message.objects.filter(conversation=place, seq__lte=up_to).update(created_at=old)


def keep(days: int | None, **about: Any) -> None:
    RetentionPolicy.objects.update_or_create(pk=1, defaults={"days": days, **about})


def seqs(place: Conversation) -> list[int]:
    return list(Message.objects.of(place).order_by("seq").values_list("seq", flat=True))
