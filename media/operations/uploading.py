"""Putting a file here: a slot, its parts, where it stands, and giving it up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chatproject.lib.errors import Conflict, Invalid
from conversations.models import Conversation
from media.limits import ensure_room, ensure_size_allowed
from media.models import Attachment
from media.names import clean_name
from media.stores import SignedRequest, store

_MIB = 1024 * 1024
#: What S3 takes at most.
_MOST_PARTS = 10_000


@transaction.atomic
def start_upload(
    *, actor: User, conversation_id: str | UUID, name: str, size: int, type: str, sha256: str | None = None
) -> Attachment:
    """A slot for a file in one of the actor's conversations."""
    conversation = Conversation.objects.get_for(actor, conversation_id)
    ensure_size_allowed(size)
    ensure_room(actor, size)
    slot = store().begin(type)
    return Attachment.objects.create(
        owner=actor,
        conversation=conversation,
        name=clean_name(name),
        type=type.lower(),
        size=size,
        declared_sha256=sha256 or "",
        part_size=_part_size(size),
        key=slot.key,
        session=slot.session,
        expires_at=_expiry(),
    )


def sign_parts(*, actor: User, upload_id: str | UUID, numbers: Sequence[int]) -> tuple[Attachment, list[SignedRequest]]:
    """How these parts are sent, in the order asked. Whoever goes on with an upload keeps it alive."""
    mine = Attachment.objects.owned_by(actor).among_members(actor).get_by(upload_id)
    if max(numbers) > mine.parts:
        raise Invalid(f"This file has {mine.parts} parts.", fields={"numbers": [f"At most {mine.parts}."]})
    # In one step with the question whether it is still there to go on with.
    alive = Attachment.objects.unfinished().filter(pk=mine.pk).update(expires_at=_expiry())
    if not alive:
        raise Conflict("This upload is complete: it takes no more parts.")
    return mine, [store().sign_part(mine.slot, number, mine.size_of(number)) for number in numbers]


def read_upload(*, actor: User, upload_id: str | UUID) -> tuple[Attachment, list[int]]:
    """One's own upload, and which parts the store has. Once complete it has all of them."""
    mine = Attachment.objects.owned_by(actor).get_by(upload_id)
    return mine, received(mine) if mine.is_uploading else list(range(1, mine.parts + 1))


@transaction.atomic
def cancel_upload(*, actor: User, upload_id: str | UUID) -> None:
    """Forget a file of one's own, and its bytes. So far nothing refers to it, whatever its state."""
    mine = Attachment.objects.owned_by(actor).select_for_update().get_by(upload_id)
    mine.delete()
    transaction.on_commit(partial(store().discard, mine.slot))


def received(row: Attachment) -> list[int]:
    """The parts that are there with the size they should have."""
    there = store().parts(row.slot)
    return [number for number, size in there.items() if number <= row.parts and size == row.size_of(number)]


def _expiry() -> datetime:
    return timezone.now() + timedelta(seconds=settings.MEDIA_UPLOAD_SECONDS)


def _part_size(size: int) -> int:
    """The usual, unless the file would have too many of them; then so many whole MiB as it takes."""
    needed = -(-size // _MOST_PARTS)
    usual: int = settings.MEDIA_PART_BYTES
    return usual if needed <= usual else -(-needed // _MIB) * _MIB
