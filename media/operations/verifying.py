"""Examines uploaded bytes: whether they are what was declared, and what kind of file they are."""

import hashlib
import logging
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chatproject.contract.errors import Unavailable
from conversations.models import Conversation
from media.details import Details, MadeVariant
from media.discarding import discard_unnamed
from media.models import Attachment
from media.names import renamed
from media.operations.counting import is_hopeless, was_ended
from media.operations.sharing import shared_with_twin
from media.processing.outcome import Film, Made, Picture, Plain, Refused, Text
from media.processing.running import run
from media.processing.scanning import NotScanned, is_infected
from media.processing.sniffing import UNKNOWN
from media.signals import attachment_settled
from media.stores import Missing, store

log = logging.getLogger(__name__)

Reason = Attachment.Reason
State = Attachment.State
Kind = Attachment.Kind
_KINDS = {"video": Kind.VIDEO, "audio": Kind.AUDIO}


def verify(*, attachment_id: str | UUID) -> None:
    """Makes a pending attachment ready or rejected. A repeat from any point has the same result."""
    row = Attachment.objects.filter(pk=attachment_id, state=State.PENDING).first()
    if row is None:
        return
    if is_hopeless(row):
        changes: dict[str, Any] = {"state": State.REJECTED, "reason": Reason.TOOK_TOO_MUCH}
    else:
        changes = _looked_at(row)
    is_settled = _settle(row, **changes)
    # If it was cancelled during the work, discard its bytes. Another worker's success must not be undone.
    is_gone = not is_settled and not Attachment.objects.filter(pk=row.pk).exists()
    if is_gone or (is_settled and changes["state"] == State.REJECTED):
        # It may have been ready and shared before it was deleted.
        discard_unnamed([row.slot])


def _looked_at(row: Attachment) -> dict[str, Any]:
    try:
        reason = _difference(row) or _danger(row)
        changes = {"state": State.REJECTED, "reason": reason} if reason else _processed(row)
    except Missing:
        changes = {"state": State.REJECTED, "reason": Reason.INCOMPLETE}
    except SoftTimeLimitExceeded:
        raise  # as bad as a killed worker: it counts
    except Exception:
        was_ended(row)
        raise
    was_ended(row)
    return changes


def _difference(row: Attachment) -> str:
    """Returns how the bytes differ from the declaration; "" if they do not.

    It is determined once: a cleaned copy may replace the bytes afterwards.
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


def _danger(row: Attachment) -> str:
    """Returns why the bytes must not be given to anyone; "" if they are safe, or no scanner is configured.

    While the scanner does not respond, the file waits for up to MEDIA_SCAN_SECONDS and is then rejected. If
    MEDIA_SCAN_FAILURE is "open", it is accepted unscanned at once.
    """
    if not settings.MEDIA_CLAMD:
        return ""
    try:
        return Reason.INFECTED if is_infected(store().blocks(row.key)) else ""
    except NotScanned as error:
        log.warning("%s was not scanned: %s", row.pk, error)
        if settings.MEDIA_SCAN_FAILURE == "open":
            return ""
        waited = timezone.now() - (row.completed_at or row.created_at)
        if waited > timedelta(seconds=settings.MEDIA_SCAN_SECONDS):
            return Reason.NOT_SCANNED
        raise Unavailable from error


def _processed(row: Attachment) -> dict[str, Any]:
    """Returns the new columns of the row, after everything made from the file is stored."""
    with tempfile.TemporaryDirectory(dir=_workshop()) as folder, store().local(row.key) as source:
        outcome = run(source, Path(folder))
        if isinstance(outcome, Refused):
            # The job ended before it determined the type: the file is kept unchanged, as a download.
            outcome = Plain(type=UNKNOWN)
        result = _kept(row, outcome, Path(folder))
    return {"state": State.READY, **result}


def _kept(row: Attachment, outcome: Picture | Film | Text | Plain, folder: Path) -> dict[str, Any]:
    made = outcome.made if isinstance(outcome, Picture | Film) else []
    variants = tuple(_variant(row.key, each, folder) for each in made if each.name != "original")
    kind, details = _described(row, outcome, variants)
    size, sha256, type = row.size, row.source_sha256, outcome.type
    for each in made:
        # Last: from then on the bytes differ from those that arrived.
        if each.name == "original" and settings.MEDIA_STRIP_METADATA:
            _put(row.key, "", each, folder)
            size, sha256 = _measured(row.key)
            type = each.type
    return {
        "kind": kind,
        "name": renamed(row.name, type) if _is_heic(row.name) and type == "image/jpeg" else row.name,
        "type": type,
        "size": size,
        "sha256": sha256,
        "details": msgspec.to_builtins(details),
    }


def _is_heic(name: str) -> bool:
    return name.lower().endswith((".heic", ".heif"))


def _described(
    row: Attachment, outcome: Picture | Film | Text | Plain, variants: tuple[MadeVariant, ...]
) -> tuple[str, Details]:
    """Returns kind and details. A voice message must be a sound."""
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
    """Returns size and hash of the stored bytes."""
    digest, size = hashlib.sha256(), 0
    for block in store().blocks(key):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def _workshop() -> str:
    """Returns the folder for temporary files: on the disk that has room for them."""
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
