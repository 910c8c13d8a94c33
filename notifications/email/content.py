"""What a digest is about: unread messages, and reminders that fired."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from notifications.email.reminders import DueReminders, due_reminders
from notifications.email.unread import UnreadConversation, unread_of
from notifications.models import Preferences


@dataclass(frozen=True)
class Content:
    """Conversations by their latest activity, and reminders."""

    unread: list[UnreadConversation]
    reminders: DueReminders

    def __bool__(self) -> bool:
        return bool(self.unread or self.reminders.total)

    @property
    def oldest(self) -> datetime:
        """The time of the oldest message or reminder. There is at least one."""
        messages = [message.created_at for each in self.unread for message in each.messages]
        return min(messages + [each.reminded_at for each in self.reminders.oldest])


def content_of(user: User, preferences: Preferences, *, since: datetime, until: datetime, now: datetime) -> Content:
    """Returns what happened in a span of time and still waits for the user."""
    unread = unread_of(user, preferences, since=since, until=until, now=now)
    return Content(unread, due_reminders(user, since=since, until=until))
