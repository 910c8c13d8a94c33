"""Uploads a file: begins it, signs its parts, reads its progress and cancels it."""

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
#: The limit of S3.
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
    """Begins an upload to one of the actor's conversations. Returns its attachment."""
    conversation = Conversation.objects.get_for(actor, conversation_id)
    conversation.ensure_open()
    ensure_not_blocked(conversation, by=actor)
    ensure_size_allowed(size)
    # Before the locks: a remote store may be slow, and no other transaction should wait for it.
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
    """Returns how to send these parts, in the order given. Continuing an upload postpones its expiry."""
    mine = Attachment.objects.owned_by(actor).among_members(actor).get_by(upload_id)
    if max(numbers) > mine.parts:
        raise Invalid(f"This file has {mine.parts} parts.", fields={"numbers": [f"At most {mine.parts}."]})
    # In one step with the check that the upload can still continue.
    alive = Attachment.objects.unfinished().filter(pk=mine.pk).update(expires_at=_expiry())
    if not alive:
        raise Conflict("This upload is complete and accepts no more parts.")
    return mine, [store().sign_part(mine.slot, number, mine.size_of(number)) for number in numbers]


def read_upload(*, actor: User, upload_id: str | UUID) -> tuple[Attachment, list[int]]:
    """Returns the actor's own upload, and the parts in the store. A complete upload has all of them."""
    mine = Attachment.objects.owned_by(actor).get_by(upload_id)
    return mine, received(mine) if mine.is_uploading else list(range(1, mine.parts + 1))


@transaction.atomic
def cancel_upload(*, actor: User, upload_id: str | UUID) -> None:
    """Deletes one of the actor's own files, and its bytes.

    A file of a message is deleted only with the message: its upload can only be given up, so that the message's readers
    wait no longer.
    """
    mine = Attachment.objects.owned_by(actor).get_by(upload_id)
    Conversation.objects.locked(mine.conversation_id)
    rows = Attachment.objects.filter(pk=mine.pk)
    if rows.unsaid().exists():
        remove_attachments(rows)
    elif underway := list(rows.unfinished()):
        give_up(underway)
        discard_on_commit(*(row.slot for row in underway))
    elif rows.exists():
        raise Conflict("A message has this file. Delete the message instead.")


def _kind(type: str, is_voice: bool) -> str:
    """Returns the likely kind, before the server has examined the bytes."""
    if is_voice:
        return Kind.VOICE
    return _KINDS.get(type.partition("/")[0], Kind.FILE)


def received(row: Attachment) -> list[int]:
    """Returns the parts that have arrived with the right size."""
    give_back_connection()  # a remote store may be slow
    there = store().parts(row.slot)
    return [number for number, size in there.items() if number <= row.parts and size == row.size_of(number)]


def _expiry() -> datetime:
    return timezone.now() + timedelta(seconds=settings.MEDIA_UPLOAD_SECONDS)


def part_size(size: int) -> int:
    """Returns the usual part size, or enough whole MiB if the file would have too many parts."""
    needed = -(-size // _MOST_PARTS)
    usual: int = settings.MEDIA_PART_BYTES
    return usual if needed <= usual else -(-needed // _MIB) * _MIB
