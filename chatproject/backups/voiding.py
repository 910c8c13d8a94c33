"""What a restored database must not do again."""

from django.utils import timezone

from media.models import Attachment
from messaging.models import OutboxEntry
from notifications.models import Notification


def void_pending() -> None:
    """Ends what went on in the meantime: devices were notified, and parts of uploads are not in a backup."""
    OutboxEntry.objects.all().delete()
    Notification.objects.queued().delete()
    Attachment.objects.unfinished().update(expires_at=timezone.now())
