"""The same bytes twice among those who may see them are kept once."""

from typing import Any

from django.db.models import Q

from media.discarding import discard_on_commit
from media.keys import try_to_share
from media.models import Attachment

#: What a file is once it is known; of the same bytes it is the same.
_SHARED = ("key", "details", "sha256", "size", "type", "kind")


def shared_with_twin(row: Attachment) -> dict[str, Any]:
    """What becomes of a file that is about to be ready where another came with the same `source_sha256`: its columns.

    The other is ready, and its owner's or its conversation's: nobody learns by it what strangers have. Nothing where
    there is none. Called in the transaction that settles the row, under its conversation's lock; its own bytes go
    once that is committed.
    """
    for twin in _twins(row):
        # Asked again under the lock: until we held it the other and its bytes could go.
        if try_to_share(twin.key) and (found := _twins(row).filter(key=twin.key).first()):
            discard_on_commit(row.slot)
            return {name: getattr(found, name) for name in _SHARED} | {"session": ""}
    return {}


def _twins(row: Attachment) -> Any:
    """The first few: one of them is enough. A voice message is one by its owner's word, and heard as such."""
    seen_by_all = Q(owner=row.owner_id) | Q(conversation=row.conversation_id)
    is_voice = Q(kind=Attachment.Kind.VOICE)
    found = Attachment.objects.ready().filter(seen_by_all, source_sha256=row.source_sha256).exclude(key=row.key)
    found = found.filter(is_voice) if row.kind == Attachment.Kind.VOICE else found.exclude(is_voice)
    return found.exclude(source_sha256="").order_by("pk")
