"""Rows as the wire's shapes."""

from collections.abc import Callable, Iterable

from media import shapes
from media.models import Attachment
from media.stores import SignedRequest

#: Makes an address that may be relative to our origin whole.
Whole = Callable[[str], str]


def upload(row: Attachment, received: Iterable[int]) -> shapes.Upload:
    return shapes.Upload(
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


def part_request(row: Attachment, number: int, signed: SignedRequest, whole: Whole) -> shapes.PartRequest:
    return shapes.PartRequest(
        number=number,
        method=signed.method,
        url=whole(signed.url),
        headers=dict(signed.headers),
        size=row.size_of(number),
        expires_at=signed.expires_at,
    )


def attachment(row: Attachment) -> shapes.Attachment:
    return shapes.Attachment(
        id=row.pk,
        name=row.name,
        type=row.type,
        size=row.size,
        state=row.state,  # type: ignore[arg-type]
        sha256=row.sha256 or None,
        reason=row.reason or None,
    )


def link(signed: SignedRequest, whole: Whole) -> shapes.AttachmentLink:
    return shapes.AttachmentLink(url=whole(signed.url), expires_at=signed.expires_at)
