"""What came, looked at by the server itself: whether it is what was promised, and what it is."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction

from conversations.models import Conversation
from media.details import Details, MadeVariant
from media.discarding import discard_unnamed
from media.models import Attachment
from media.operations.sharing import shared_with_twin
from media.processing.outcome import Film, Made, Picture, Plain, Refused, Text
from media.processing.running import run
from media.signals import attachment_settled
from media.stores import Missing, store

Reason = Attachment.Reason
State = Attachment.State
Kind = Attachment.Kind
_KINDS = {"video": Kind.VIDEO, "audio": Kind.AUDIO}


def verify(*, attachment_id: str | UUID) -> None:
    """Make of a pending attachment what it is to be, ready or rejected. Done again from anywhere, it ends the same."""
    row = Attachment.objects.filter(pk=attachment_id, state=State.PENDING).first()
    if row is None:
        return
    try:
        reason = _difference(row)
        changes = {"state": State.REJECTED, "reason": reason} if reason else _processed(row)
    except Missing:
        changes = {"state": State.REJECTED, "reason": Reason.INCOMPLETE}
    is_settled = _settle(row, **changes)
    # Cancelled while we read, it is nobody's. Another worker's success is not ours to undo.
    is_gone = not is_settled and not Attachment.objects.filter(pk=row.pk).exists()
    if is_gone or (is_settled and changes["state"] == State.REJECTED):
        # Ready once, it may have been shared before it went.
        discard_unnamed([row.slot])


def _difference(row: Attachment) -> str:
    """How the bytes that came differ from what was promised; "" where they do not.

    Found once: what is kept afterwards may be a cleaned copy of them.
    """
    size = store().assemble(row.slot, range(1, row.parts + 1))
    if row.source_sha256:
        return ""
    if size != row.size:
        return Reason.SIZE_MISMATCH
    _, sha256 = _measured(row.key)
    if row.declared_sha256 not in ("", sha256):
        return Reason.HASH_MISMATCH
    row.source_sha256 = sha256
    Attachment.objects.filter(pk=row.pk).update(source_sha256=sha256)
    return ""


def _processed(row: Attachment) -> dict[str, Any]:
    """What the row becomes, once all that was made of the file is kept."""
    with tempfile.TemporaryDirectory(dir=_workshop()) as folder, store().local(row.key) as source:
        outcome = run(source, Path(folder))
        if isinstance(outcome, Refused):
            return {"state": State.REJECTED, "reason": outcome.reason}
        found = _kept(row, outcome, Path(folder))
    return {"state": State.READY, **found}


def _kept(row: Attachment, outcome: Picture | Film | Text | Plain, folder: Path) -> dict[str, Any]:
    made = outcome.made if isinstance(outcome, Picture | Film) else []
    variants = tuple(_variant(row.key, each, folder) for each in made if each.name != "original")
    kind, details = _described(row, outcome, variants)
    size, sha256 = row.size, row.source_sha256
    for each in made:
        # Last: from then on the bytes are no longer those that came.
        if each.name == "original" and settings.MEDIA_STRIP_METADATA:
            _put(row.key, "", each, folder)
            size, sha256 = _measured(row.key)
    return {
        "kind": kind,
        "type": outcome.type,
        "size": size,
        "sha256": sha256,
        "details": msgspec.to_builtins(details),
    }


def _described(
    row: Attachment, outcome: Picture | Film | Text | Plain, variants: tuple[MadeVariant, ...]
) -> tuple[str, Details]:
    """Its kind and details. What was recorded as a voice is one where it is a sound at all."""
    match outcome:
        case Picture(width=width, height=height, is_animated=is_animated, thumbhash=thumbhash):
            return Kind.PICTURE, Details(
                width, height, is_animated=is_animated, is_playable=True, thumbhash=thumbhash, variants=variants
            )
        case Film():
            is_voice = row.kind == Kind.VOICE and outcome.kind == "audio"
            return Kind.VOICE if is_voice else _KINDS[outcome.kind], Details(
                outcome.width,
                outcome.height,
                outcome.duration_ms,
                is_playable=True,
                thumbhash=outcome.thumbhash,
                waveform=outcome.waveform,
                variants=variants,
            )
        case Text():
            return Kind.TEXT, Details(preview=outcome.preview)
        case Plain():
            return _KINDS.get(outcome.type.partition("/")[0], Kind.FILE), Details()


def _variant(key: str, made: Made, folder: Path) -> MadeVariant:
    _put(key, made.name, made, folder)
    data = (folder / made.file).read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    return MadeVariant(made.name, made.type, len(data), sha256, made.width, made.height)


def _put(key: str, variant: str, made: Made, folder: Path) -> None:
    store().put(key, variant, folder / made.file, made.type)


def _measured(key: str) -> tuple[int, str]:
    """Size and hash of what is kept."""
    digest, size = hashlib.sha256(), 0
    for block in store().blocks(key):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def _workshop() -> str:
    """Where what is made lies until it is kept: on the disk that has room for it."""
    settings.MEDIA_WORKSHOP.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(settings.MEDIA_WORKSHOP)


@transaction.atomic
def _settle(row: Attachment, **changes: Any) -> bool:
    Conversation.objects.locked(row.conversation_id)
    if changes["state"] == State.READY:
        changes |= shared_with_twin(row)
    is_settled = bool(Attachment.objects.filter(pk=row.pk, state=State.PENDING).update(**changes))
    if is_settled:
        attachment_settled.send(Attachment, attachment=Attachment.objects.get(pk=row.pk))
    return is_settled
