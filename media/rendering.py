"""Renders rows as the contract's shapes."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import msgspec

from chatproject.contract.objects import media as objects
from chatproject.contract.objects.media import Attachment as AttachmentShape
from media.details import note_damaged
from media.models import Attachment
from media.stores import SignedRequest

#: Makes an address absolute that may be relative to this server's origin.
Whole = Callable[[str], str]


def upload(row: Attachment, received: Iterable[int]) -> objects.Upload:
    return objects.Upload(
        id=row.pk,
        conversation=row.conversation_id,
        name=row.name,
        type=row.type,
        size=row.size,
        part_size=row.part_size,
        parts=row.parts,
        received=list(received),
        state=row.state,  # type: ignore[arg-type]
        expires_at=row.expires_at,
    )


def part_request(row: Attachment, number: int, signed: SignedRequest, whole: Whole) -> objects.PartRequest:
    return objects.PartRequest(
        number=number,
        method=signed.method,
        url=whole(signed.url),
        headers=dict(signed.headers),
        size=row.size_of(number),
        expires_at=signed.expires_at,
    )


def attachment(row: Attachment) -> AttachmentShape:
    return _attachment(row.pk, row.name, row.type, row.kind, row.size, row.state, row.reason, row.sha256, row.details)


def attachments(rows: Iterable[list[Any]]) -> list[AttachmentShape]:
    """Renders the attachments of one message, from arrays of position and sql.ATTACHMENT_FIELDS, in its order."""
    return [_attachment(*rest) for _, *rest in sorted(rows)]


def _attachment(
    id: UUID | str, name: str, type: str, kind: str, size: int, state: str, reason: str, sha256: str, details: Any
) -> AttachmentShape:
    """Renders one attachment. If its row is damaged, it is a plain file without details, which can still be saved."""
    # Only the owner sees that parts still arrive: for all others nothing changes until the bytes are examined.
    state_shown = "pending" if state == Attachment.State.UPLOADING else state
    about = {"reason": reason or None, "sha256": sha256 or None}
    fields = {**about, "id": id, "name": name, "type": type, "kind": kind, "size": size, "state": state_shown}
    # Details have the names of the contract (media/details.py); the shape drops those that are private.
    try:
        return msgspec.convert({**details, **fields}, AttachmentShape)
    except (msgspec.ValidationError, TypeError):  # TypeError: the details are not an object
        note_damaged(str(id))
        return msgspec.convert({**fields, "kind": "file"}, AttachmentShape)


def link(signed: SignedRequest, whole: Whole) -> objects.AttachmentLink:
    return objects.AttachmentLink(url=whole(signed.url), expires_at=signed.expires_at)
