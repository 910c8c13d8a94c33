"""Helpers of these tests: messages saved with a reminder, whose time has come or not."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation
from messaging.models import SavedMessage
from messaging.operations.reminding import fire_reminders
from notifications.models import Notification
from notifications.outbox.fanning_out import fan_out_due


def saved(user: User, conversation: Conversation, seq: int, *, minutes: float = -1, **about: Any) -> SavedMessage:
    """Creates an entry whose reminder is due so many minutes from now."""
    at = timezone.now() + timedelta(minutes=minutes)
    return SavedMessage.objects.create(user=user, conversation=conversation, seq=seq, remind_at=at, **about)


def fire() -> int:
    """Fires what is due, and decides whom to notify. Returns how many reminders fired."""
    fired = fire_reminders()
    fan_out_due()
    return fired


def reminders(user: User) -> list[tuple[int, str, str]]:
    """Returns (seq, state, reason) of the ledger's rows about reminders."""
    rows = Notification.objects.for_user(user).filter(kind="reminder").order_by("seq", "registration")
    return list(rows.values_list("seq", "state", "reason"))
