"""What a restored database must not do again."""

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Device
from media.models import Attachment
from messaging.models import OutboxEntry
from messaging.operations.reminding import settle_reminders
from notifications.models import Notification


def void_pending() -> None:
    """Ends what went on in the meantime: devices were notified, and parts of uploads are not in a backup.

    Sign-ins that were under way begin again: with other keys no one could read any more whose they were.
    """
    OutboxEntry.objects.all().delete()
    Notification.objects.queued().delete()
    settle_reminders()
    Attachment.objects.unfinished().update(expires_at=timezone.now())
    signed_in = Device.objects.filter(session_key=OuterRef("session_key"))
    Session.objects.exclude(Exists(signed_in)).delete()
