"""Forgetting files. Their bytes go with the last row that names them."""

from media.models import Attachment, AttachmentQuerySet
from media.queueing import queue_on_commit
from media.tasks import discard_bytes


def remove_attachments(found: AttachmentQuerySet) -> None:
    """Forget these, in a transaction that holds the lock of their conversation."""
    rows = list(found)
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if rows:
        queue_on_commit(discard_bytes, [list(row.slot) for row in rows])
