"""Putting a file here: a slot, its parts, where it stands, and giving it up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import Conflict, Invalid
from chatproject.database.connections import give_back_connection
from conversations.blocking import ensure_not_blocked
from conversations.models import Conversation
from media.details import Details
from media.discarding import discard_on_commit
from media.limits import ensure_room, ensure_size_allowed
from media.models import Attachment
from media.names import clean_name
from media.operations.removing import give_up, remove_attachments
from media.stores import SignedRequest, store

Kind = Attachment.Kind
_KINDS = {"image": Kind.PICTURE, "video": Kind.VIDEO, "audio": Kind.AUDIO, "text": Kind.TEXT}
_MIB = 1024 * 1024
#: What S3 takes at most.
_MOST_PARTS = 10_000


def start_upload(
    *,
    actor: User,
    conversation_id: str | UUID,
    name: str,
    size: int,
    type: str,
    sha256: str | None = None,
    is_voice: bool = False,
    width: int | None = None,
    height: int | None = None,
    duration_ms: int | None = None,
) -> Attachment:
    """A slot for a file in one of the actor's conversations."""
    conversation = Conversation.objects.get_for(actor, conversation_id)
    conversation.ensure_open()
    ensure_not_blocked(conversation, by=actor)
    ensure_size_allowed(size)
    # Before the locks: a store may be far away, and nobody waits for it.
    slot = store().begin(type)
    try:
        with transaction.atomic():
            ensure_room(actor, conversation, size)
            return Attachment.objects.create(
                owner=actor,
                conversation=conversation,
                name=clean_name(name),
                type=type.lower(),
                kind=_kind(type.lower(), is_voice),
                details=msgspec.to_builtins(Details(width, height, duration_ms)),
                size=size,
                declared_sha256=sha256 or "",
                part_size=part_size(size),
                key=slot.key,
                session=slot.session,
                expires_at=_expiry(),
            )
    except BaseException:
        store().discard(slot)
        raise


def sign_parts(*, actor: User, upload_id: str | UUID, numbers: Sequence[int]) -> tuple[Attachment, list[SignedRequest]]:
    """Returns how to send these parts, in the order given. Going on with an upload keeps it alive."""
    mine = Attachment.objects.owned_by(actor).among_members(actor).get_by(upload_id)
    if max(numbers) > mine.parts:
        raise Invalid(f"This file has {mine.parts} parts.", fields={"numbers": [f"At most {mine.parts}."]})
    # In one step with the question whether it is still there to go on with.
    alive = Attachment.objects.unfinished().filter(pk=mine.pk).update(expires_at=_expiry())
    if not alive:
        raise Conflict("This upload is complete and accepts no more parts.")
    return mine, [store().sign_part(mine.slot, number, mine.size_of(number)) for number in numbers]


def read_upload(*, actor: User, upload_id: str | UUID) -> tuple[Attachment, list[int]]:
    """One's own upload, and which parts the store has. Once complete it has all of them."""
    mine = Attachment.objects.owned_by(actor).get_by(upload_id)
    return mine, received(mine) if mine.is_uploading else list(range(1, mine.parts + 1))


@transaction.atomic
def cancel_upload(*, actor: User, upload_id: str | UUID) -> None:
    """Forget a file of one's own, and its bytes. One that a message has goes with the message: as long as it is on its
    way it can only be given up, and the message's readers wait no longer."""
    mine = Attachment.objects.owned_by(actor).get_by(upload_id)
    Conversation.objects.locked(mine.conversation_id)
    found = Attachment.objects.filter(pk=mine.pk)
    if found.unsaid().exists():
        remove_attachments(found)
    elif underway := list(found.unfinished()):
        give_up(underway)
        discard_on_commit(*(row.slot for row in underway))
    elif found.exists():
        raise Conflict("A message has this file. Delete the message instead.")


def _kind(type: str, is_voice: bool) -> str:
    """What it seems to be, until the server has looked."""
    if is_voice:
        return Kind.VOICE
    return _KINDS.get(type.partition("/")[0], Kind.FILE)


def received(row: Attachment) -> list[int]:
    """The parts that are there with the size they should have."""
    give_back_connection()  # the store may be far away
    there = store().parts(row.slot)
    return [number for number, size in there.items() if number <= row.parts and size == row.size_of(number)]


def _expiry() -> datetime:
    return timezone.now() + timedelta(seconds=settings.MEDIA_UPLOAD_SECONDS)


def part_size(size: int) -> int:
    """The usual, unless the file would have too many of them; then so many whole MiB as it takes."""
    needed = -(-size // _MOST_PARTS)
    usual: int = settings.MEDIA_PART_BYTES
    return usual if needed <= usual else -(-needed // _MIB) * _MIB
