"""Getting a file back."""

from uuid import UUID

from accounts.models import User
from chatproject.lib.errors import Conflict
from media.models import Attachment
from media.stores import SignedRequest, store


def read_attachment(*, actor: User, attachment_id: str | UUID) -> Attachment:
    """One's own, or one that is ready, in a conversation of the actor's."""
    return Attachment.objects.visible_to(actor).get_by(attachment_id)


def link_attachment(*, actor: User, attachment_id: str | UUID) -> SignedRequest:
    """An address that gives the bytes to whoever has it, for a minute. Membership is asked here, each time."""
    row = Attachment.objects.visible_to(actor).get_by(attachment_id)
    if row.state != Attachment.State.READY:
        raise Conflict(f"This attachment is {row.state}.")
    return store().sign_download(row.key, name=row.name, size=row.size, sha256=row.sha256)
