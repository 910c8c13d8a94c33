"""What came, compared with what was said: by the bytes themselves, never by a client's word."""

import hashlib
from typing import Any
from uuid import UUID

from django.db import transaction

from conversations.models import Conversation
from media.discarding import discard_unnamed
from media.models import Attachment
from media.operations.sharing import shared_with_twin
from media.signals import attachment_settled
from media.stores import Missing, store

Reason = Attachment.Reason


def verify(*, attachment_id: str | UUID) -> None:
    """Assemble a pending attachment's object, and make it ready or rejected. Done again, it changes nothing."""
    row = Attachment.objects.filter(pk=attachment_id, state=Attachment.State.PENDING).first()
    if row is None:
        return
    sha256, reason = _examined(row)
    state = Attachment.State.REJECTED if reason else Attachment.State.READY
    is_settled = _settle(row, state=state, sha256=sha256, source_sha256=sha256, reason=reason)
    # Cancelled while we read, it is nobody's. Another worker's success is not ours to undo.
    is_gone = not is_settled and not Attachment.objects.filter(pk=row.pk).exists()
    if is_gone or (is_settled and reason):
        # Ready once, it may have been shared before it went.
        discard_unnamed([row.slot])


def _examined(row: Attachment) -> tuple[str, str]:
    """The object's hash, and why it is not what was promised, if it is not."""
    try:
        size = store().assemble(row.slot, range(1, row.parts + 1))
        if size != row.size:
            return "", Reason.SIZE_MISMATCH
        digest = hashlib.sha256()
        for block in store().blocks(row.key):
            digest.update(block)
    except Missing:
        return "", Reason.INCOMPLETE
    sha256 = digest.hexdigest()
    return sha256, "" if row.declared_sha256 in ("", sha256) else Reason.HASH_MISMATCH


@transaction.atomic
def _settle(row: Attachment, **changes: Any) -> bool:
    Conversation.objects.locked(row.conversation_id)
    if changes["state"] == Attachment.State.READY:
        changes |= shared_with_twin(row, changes["source_sha256"])
    is_settled = bool(Attachment.objects.filter(pk=row.pk, state=Attachment.State.PENDING).update(**changes))
    if is_settled:
        attachment_settled.send(Attachment, attachment=Attachment.objects.get(pk=row.pk))
    return is_settled
