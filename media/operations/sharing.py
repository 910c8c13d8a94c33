"""Stores identical bytes once among people who may see them."""

from typing import Any

from django.db.models import Q

from media.discarding import discard_on_commit
from media.keys import try_to_share
from media.models import Attachment

#: Columns that two files with the same bytes share once they are examined.
_SHARED = ("key", "details", "sha256", "size", "type", "kind")


def shared_with_twin(row: Attachment) -> dict[str, Any]:
    """Returns the columns for a file that is about to become ready, if another has the same `source_sha256`, else {}.

    The other is ready, and has the same owner or conversation, so that no one learns which files strangers have. Call
    it in the transaction that settles the row, under its conversation's lock; the row's own bytes are discarded after
    the commit.
    """
    for twin in _twins(row):
        # Check again under the lock: until then the other and its bytes could be deleted.
        if try_to_share(twin.key) and (found := _twins(row).filter(key=twin.key).first()):
            discard_on_commit(row.slot)
            return {name: getattr(found, name) for name in _SHARED} | {"session": ""}
    return {}


def _twins(row: Attachment) -> Any:
    """Returns the first few; one of them is enough. Voice messages only match each other: the uploader
    declares them.
    """
    seen_by_all = Q(owner=row.owner_id) | Q(conversation=row.conversation_id)
    is_voice = Q(kind=Attachment.Kind.VOICE)
    candidates = Attachment.objects.ready().filter(seen_by_all, source_sha256=row.source_sha256).exclude(key=row.key)
    candidates = candidates.filter(is_voice) if row.kind == Attachment.Kind.VOICE else candidates.exclude(is_voice)
    return candidates.exclude(source_sha256="").order_by("pk")
