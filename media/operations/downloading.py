"""Returns attachments and links to their bytes."""

from uuid import UUID

from accounts.models import User
from chatproject.contract.errors import Conflict, NotFound
from media.details import read_details
from media.models import Attachment
from media.names import renamed
from media.stores import Served, SignedRequest, store

_UNKNOWN = "application/octet-stream"


def read_attachment(*, actor: User, attachment_id: str | UUID) -> Attachment:
    """Returns an attachment of a message that the actor may read, or one of their own."""
    return Attachment.objects.visible_to(actor).get_by(attachment_id)


def link_attachment(
    *, actor: User, attachment_id: str | UUID, variant: str = "", download: bool = False
) -> SignedRequest:
    """Returns an address that gives the bytes to anyone who has it, for a minute. Checks membership on each call.

    Without a `variant` it is the file itself; raises NotFound if the file has no such variant. With `download` the
    browser must save any type of file: a page cannot request that for a file of another origin.
    """
    row = Attachment.objects.visible_to(actor).get_by(attachment_id)
    if row.state != Attachment.State.READY:
        raise Conflict(f"This attachment is {row.state}.")
    served = _served(row, variant)
    return store().sign_download(served._replace(inline=served.inline and not download))


def _served(row: Attachment, variant: str) -> Served:
    """A browser receives the type of, and may show, only files that this server made or knows to be harmless. It saves
    all others.
    """
    details = read_details(row.pk, row.details)
    if not variant:
        is_playable = details.is_playable
        return Served(row.key, "", row.name, row.type if is_playable else _UNKNOWN, row.size, row.sha256, is_playable)
    for made in details.variants:
        if made.name == variant:
            name = renamed(row.name, made.type, f"-{variant}")
            return Served(row.key, variant, name, made.type, made.size, made.sha256, True)
    raise NotFound
