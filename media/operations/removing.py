"""Deletes files. Their bytes are discarded with the last row that names them."""

from media.discarding import discard_on_commit
from media.models import Attachment, AttachmentQuerySet
from media.signals import attachment_settled


def remove_attachments(attachments: AttachmentQuerySet) -> None:
    """Deletes these attachments, in a transaction that holds the lock of their conversation."""
    rows = list(attachments)
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    discard_on_commit(*(row.slot for row in rows))


def give_up(rows: list[Attachment]) -> None:
    """Rejects these attachments of messages, whose bytes will not arrive, in a transaction that holds the lock of their
    conversation.
    """
    for row in rows:
        row.state, row.reason, row.expires_at = Attachment.State.REJECTED, Attachment.Reason.NEVER_CAME, None
        row.save(update_fields=["state", "reason", "expires_at"])
        attachment_settled.send(Attachment, attachment=row)
