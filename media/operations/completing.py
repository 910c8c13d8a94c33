"""Completes an upload: all parts have arrived, and the server examines them."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import Conflict
from media.models import Attachment
from media.operations.uploading import received
from media.queueing import queue_on_commit
from media.tasks import verify_attachment

_NAMED = 10


def complete_upload(*, actor: User, upload_id: str | UUID, sha256: str | None = None) -> Attachment:
    """Makes the upload an attachment, pending until its bytes are verified. A repeat returns the present state.

    `sha256` is that of the bytes, if the uploader did not declare it at the beginning.
    """
    # A remote store may be slow: ask it before locking anything, since a message that names the file would wait.
    _ensure_all_there(Attachment.objects.owned_by(actor).among_members(actor).get_by(upload_id))
    return _complete(actor, upload_id, sha256)


def _ensure_all_there(mine: Attachment) -> None:
    if not mine.is_uploading:
        return
    lacking = sorted(set(range(1, mine.parts + 1)) - set(received(mine)))
    if lacking:
        raise Conflict(f"{len(lacking)} parts are missing: {', '.join(map(str, lacking[:_NAMED]))} …")


@transaction.atomic
def _complete(actor: User, upload_id: str | UUID, sha256: str | None) -> Attachment:
    mine = Attachment.objects.owned_by(actor).among_members(actor).select_for_update(of=("self",)).get_by(upload_id)
    if not mine.is_uploading:
        return mine
    mine.declared_sha256 = mine.declared_sha256 or sha256 or ""
    mine.state = Attachment.State.PENDING
    mine.completed_at = timezone.now()
    mine.expires_at = None
    mine.save(update_fields=["state", "declared_sha256", "completed_at", "expires_at"])
    queue_on_commit(verify_attachment, str(mine.pk))
    return mine
