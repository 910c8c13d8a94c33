"""Rows as the wire's shapes."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import msgspec

from chatproject.contract.objects import media as objects
from chatproject.contract.objects.media import Attachment as AttachmentShape
from media.details import note_damaged
from media.models import Attachment
from media.stores import SignedRequest

#: Makes an address that may be relative to our origin whole.
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


def attachments(found: Iterable[list[Any]]) -> list[AttachmentShape]:
    """Those of one message, out of arrays of place and sql.ATTACHMENT_FIELDS, in its order."""
    return [_attachment(*rest) for _, *rest in sorted(found)]


def _attachment(
    id: UUID | str, name: str, type: str, kind: str, size: int, state: str, reason: str, sha256: str, details: Any
) -> AttachmentShape:
    """One attachment. Where its row is damaged it is a file of which nothing more is known, and can still be saved."""
    # That bytes still come concerns their owner alone: for all others nothing changes until they are looked at.
    shown = "pending" if state == Attachment.State.UPLOADING else state
    about = {"reason": reason or None, "sha256": sha256 or None}
    found = {**about, "id": id, "name": name, "type": type, "kind": kind, "size": size, "state": shown}
    # What is known of it has the names it is told by (media/details.py); what is not to be told is left behind.
    try:
        return msgspec.convert({**details, **found}, AttachmentShape)
    except (msgspec.ValidationError, TypeError):  # TypeError: the details are no object
        note_damaged(str(id))
        return msgspec.convert({**found, "kind": "file"}, AttachmentShape)


def link(signed: SignedRequest, whole: Whole) -> objects.AttachmentLink:
    return objects.AttachmentLink(url=whole(signed.url), expires_at=signed.expires_at)
