"""Gives files to another conversation, without their bytes being sent or stored again."""

from collections.abc import Sequence

from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import Conflict, Unavailable
from chatproject.contract.ids import uuid7
from conversations.models import Conversation
from media.keys import try_to_share
from media.limits import ensure_room_for_copies
from media.models import Attachment

#: What a copy has of its original. The rest of a row is of its own upload or message.
_COPIED = ("name", "type", "kind", "details", "size", "sha256", "source_sha256", "state", "part_size", "key")


def copy_attachments(files: Sequence[Attachment], *, owner: User, conversation: Conversation) -> list[Attachment]:
    """Creates files of this owner, in this conversation, that share the bytes of others which are ready.

    They are files like any other: they need no right to the originals, count for the owner, and stay when the originals
    are deleted. Call it in a transaction that holds the conversation's lock. Raises TooLarge without room, Conflict if
    the originals are gone, Unavailable if another file with the same bytes is being deleted at this moment.
    """
    ensure_room_for_copies(owner, conversation, sum(file.size for file in files))
    keys = {file.key for file in files}
    # As in sharing.py, under the lock: until then the originals and their bytes could be deleted.
    if not all(map(try_to_share, sorted(keys))):
        raise Unavailable
    if Attachment.objects.keys_among(keys) != keys:
        raise Conflict("The message was deleted.")
    about = {"owner": owner, "conversation": conversation, "completed_at": timezone.now()}
    return Attachment.objects.bulk_create(
        Attachment(id=uuid7(), **about, **{name: getattr(file, name) for name in _COPIED}) for file in files
    )
