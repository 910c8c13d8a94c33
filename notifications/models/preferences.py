"""What a person wants to hear of, and when not."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from conversations.models import Membership

MOST_KEYWORDS: int = settings.LIMITS["keywords"]


class Preferences(models.Model):
    """Of an account. Who has no row has these defaults; a conversation's own `notify` goes before them."""

    class Privacy(models.TextChoices):
        """What a notification says. `auto`: all of it where only the device can read it (Web Push), else nothing."""

        AUTO = "auto"
        FULL = "full"
        SENDER = "sender"
        NOTHING = "nothing"

    user = models.OneToOneField(
        "accounts.User", models.CASCADE, primary_key=True, related_name="notification_preferences"
    )
    #: Direct conversations and groups; channels.
    notify = models.CharField(max_length=8, choices=Membership.Notify, default=Membership.Notify.ALL)
    notify_channels = models.CharField(max_length=8, choices=Membership.Notify, default=Membership.Notify.MENTIONS)
    #: Words that count as a mention of the user's name; in lower case.
    keywords = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    #: Do not disturb until then.
    muted_until = models.DateTimeField(null=True, blank=True)
    #: Do not disturb between these times of the user's day, which may lie across midnight; on these days (Monday is 0),
    #: which are the days the time begins on.
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    quiet_days = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    #: Notify of the first message of a conversation, then of nothing until the user has read it.
    first_only = models.BooleanField(default=False)
    privacy = models.CharField(max_length=8, choices=Privacy, default=Privacy.AUTO)
    #: Minutes until unread messages go out by email; none: never.
    email_after = models.PositiveIntegerField(null=True, blank=True, default=60)
    # The person's me_rev of the last change.
    me_rev = models.BigIntegerField(default=0, db_default=0, editable=False)

    if TYPE_CHECKING:
        user_id: UUID

    def __str__(self) -> str:
        return f"preferences of {self.user_id}"
