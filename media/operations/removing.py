"""Forgetting files. Their bytes go with the last row that names them."""

from media.discarding import discard_on_commit
from media.models import Attachment, AttachmentQuerySet


def remove_attachments(found: AttachmentQuerySet) -> None:
    """Forget these, in a transaction that holds the lock of their conversation."""
    rows = list(found)
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    discard_on_commit(*(row.slot for row in rows))
