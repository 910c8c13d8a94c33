"""Reconciles rows and bytes after interruptions and abandoned uploads."""

import time
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from conversations.models import Conversation
from media.discarding import discard_unnamed
from media.keys import named_among
from media.models import Attachment, AttachmentQuerySet
from media.operations.removing import give_up
from media.stores import Slot, store
from media.stores.folders import entries, is_older, remove

PIECE = 1_000
#: The time that the queue has to verify a complete upload.
PATIENCE = timedelta(minutes=10)


def forget_expired() -> int:
    """Deletes one piece of the abandoned uploads without a message, and their bytes. Returns how many."""
    expired = Attachment.objects.unfinished().unsaid().filter(expires_at__lt=timezone.now())
    return _under_their_locks(expired.order_by("expires_at"), _forget)


def forget_unsaid() -> int:
    """Deletes one piece of the complete files, examined or not, without a message for too long. Returns how many."""
    before = timezone.now() - timedelta(seconds=settings.MEDIA_UNSAID_SECONDS)
    is_old = Q(completed_at__lt=before) | Q(completed_at__isnull=True)
    unsaid = Attachment.objects.unsaid().filter(is_old, created_at__lt=before)
    return _under_their_locks(unsaid.exclude(state=Attachment.State.UPLOADING).order_by("created_at"), _forget)


def reject_expired() -> int:
    """Rejects abandoned uploads that a message refers to, so that its readers wait no longer. Returns how many."""
    expired = Attachment.objects.unfinished().filter(message_seq__isnull=False, expires_at__lt=timezone.now())
    return _under_their_locks(expired.order_by("expires_at"), give_up)


def _under_their_locks(attachments: AttachmentQuerySet, act: Callable[[list[Attachment]], None]) -> int:
    """Acts on a piece of these, one conversation at a time, and discards their bytes. Checks again under each lock: a
    message or a part may have arrived.
    """
    done = 0
    for conversation in dict.fromkeys(attachments.values_list("conversation_id", flat=True)[:PIECE]):
        with transaction.atomic():
            Conversation.objects.locked(conversation)
            rows = list(attachments.filter(conversation=conversation).select_for_update(of=("self",))[:PIECE])
            slots = [row.slot for row in rows]
            act(rows)
        discard_unnamed(slots)
        done += len(rows)
    return done


def _forget(rows: list[Attachment]) -> None:
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()


def unverified() -> list[UUID]:
    """Returns complete uploads that were not verified: the queue was down, or a worker died."""
    pending = Attachment.objects.filter(
        state=Attachment.State.PENDING, completed_at__lt=timezone.now() - PATIENCE
    ).order_by("completed_at")
    return list(pending.values_list("pk", flat=True)[:PIECE])


def remove_orphans() -> int:
    """Removes bytes that no row names and that were not touched for the grace period. Returns how many files and
    folders.
    """
    before = timezone.now() - timedelta(seconds=settings.MEDIA_GRACE_SECONDS)
    found, removed = store().keys(before), 0
    while keys := list(islice(found, PIECE)):
        removed += discard_unnamed(Slot(key) for key in set(keys) - named_among(keys))
    return removed + store().tidy(before) + _tidy_workshop()


def _tidy_workshop() -> int:
    """Removes the files of killed workers; no job takes this long."""
    left = [path for path in entries(settings.MEDIA_WORKSHOP) if is_older(path, time.time() - 3600)]
    for path in left:
        remove(path)
    return len(left)
