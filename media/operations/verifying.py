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
from media.processing.outcome import Made, Picture, Plain, Refused, Text
from media.processing.running import run
from media.signals import attachment_settled
from media.stores import Missing, store

Reason = Attachment.Reason
State = Attachment.State
Kind = Attachment.Kind
_KINDS = {"video": Kind.VIDEO, "audio": Kind.AUDIO}
#: What browsers record a voice in; by its beginning it could be a film too.
_VOICES = {
    "video/webm": "audio/webm",
    "audio/webm": "audio/webm",
    "video/mp4": "audio/mp4",
    "audio/mp4": "audio/mp4",
    "audio/x-m4a": "audio/mp4",
    "video/ogg": "audio/ogg",
    "audio/ogg": "audio/ogg",
    "application/ogg": "audio/ogg",
}


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


def _kept(row: Attachment, outcome: Picture | Text | Plain, folder: Path) -> dict[str, Any]:
    size, sha256, type = row.size, row.source_sha256, outcome.type
    match outcome:
        case Picture():
            variants = tuple(_variant(row.key, made, folder) for made in outcome.made if made.name != "original")
            details = Details(
                width=outcome.width,
                height=outcome.height,
                is_animated=outcome.is_animated,
                is_playable=True,
                thumbhash=outcome.thumbhash,
                variants=variants,
            )
            kind = Kind.PICTURE
            # Last: from then on the bytes are no longer those that came.
            if settings.MEDIA_STRIP_METADATA:
                _put(row.key, "", next(made for made in outcome.made if made.name == "original"), folder)
                size, sha256 = _measured(row.key)
        case Text():
            kind, details = Kind.TEXT, Details(preview=outcome.preview)
        case Plain() if row.kind == Kind.VOICE and type in _VOICES:
            kind, type = Kind.VOICE, _VOICES[type]
            details = Details(duration_ms=row.details.get("duration_ms"), is_playable=True)
        case Plain():
            kind = _KINDS.get(type.partition("/")[0], Kind.FILE)
            details = Details()
    return {
        "kind": kind,
        "type": type,
        "size": size,
        "sha256": sha256,
        "details": msgspec.to_builtins(details),
    }


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
