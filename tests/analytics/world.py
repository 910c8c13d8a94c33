"""A small world at known times."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from accounts.models import User
from chatproject.analytics.models import Figure
from conversations.models import Conversation
from messaging.models import Message
from tests.verbs import send_message


def at(text: str) -> datetime:
    """A moment in UTC: `2026-03-29 00:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def say(sender: User, conversation: Conversation, moment: str, **fields: Any) -> Message:
    """A message that was sent at this moment."""
    sent = send_message(
        actor=sender, conversation=conversation.pk, client_id=uuid4(), body=fields.pop("body", "Hello"), **fields
    )
    message = Message.objects.get(conversation=conversation, seq=sent.seq)
    Message.objects.filter(pk=message.pk).update(created_at=at(moment))
    return message


def figures(metric: str) -> dict[tuple[str, str], tuple[float, int | None]]:
    """{(day, part): (value, people)} of a metric."""
    found = Figure.objects.filter(metric=metric)
    return {(str(each.day), each.part): (each.value, each.people) for each in found}
