"""The notification preferences of a user."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from conversations.models import Membership

MOST_KEYWORDS: int = settings.LIMITS["keywords"]


class Preferences(models.Model):
    """The preferences of an account. Without a row the defaults apply; a conversation's own `notify` overrides them."""

    class Privacy(models.TextChoices):
        """How much a notification reveals. `auto`: all if only the device can read it (Web Push), else nothing."""

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
    #: Do not disturb until this time.
    muted_until = models.DateTimeField(null=True, blank=True)
    #: Do not disturb between these times of the user's day, which may span midnight, on these days (Monday is 0): the
    #: days on which it begins.
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    quiet_days = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    #: Notify of the first message of a conversation, then of nothing until the user has read it.
    first_only = models.BooleanField(default=False)
    privacy = models.CharField(max_length=8, choices=Privacy, default=Privacy.AUTO)
    #: Minutes until unread messages are sent by email; None: never.
    email_after = models.PositiveIntegerField(null=True, blank=True, default=60)
    # The user's me_rev of the last change.
    me_rev = models.BigIntegerField(default=0, db_default=0, editable=False)

    def __str__(self) -> str:
        return f"preferences of {self.user_id}"
