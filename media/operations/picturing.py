"""Pictures of users and conversations: cropped to a square, reduced, and available to anyone with their address."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.operations.picturing import set_avatar
from chatproject.contract.errors import Invalid, TooLarge, Unavailable
from chatproject.database.connections import give_back_connection
from conversations.models import Conversation
from conversations.operations.picturing import ensure_may_picture, set_picture
from media.discarding import discard_on_commit
from media.processing.outcome import Picture, Refused
from media.processing.running import run
from media.stores import Slot, store

MOST_BYTES = 5 * 1024**2
#: The only variant under a picture's key. No file of a message has this variant, so the address of a picture, which
#: needs no sign-in, never returns one of those files.
VARIANT = "avatar"
#: Pictures made at once in one web process, and the wait in seconds after which a user must try again.
_making = BoundedSemaphore(2)
_PATIENCE = 20
_REFUSALS = {
    "too_large_picture": "That picture has too many pixels.",
    "took_too_long": "That picture takes too long to read.",
    "took_too_much": "That picture takes too much to read.",
}
_UNREADABLE = "That is no picture we can read: a JPEG, PNG, GIF, WebP or AVIF is."


def change_avatar(*, actor: User, image: bytes) -> User:
    """Replaces the actor's picture."""
    with _kept(image) as key, transaction.atomic():
        user, old = set_avatar(actor=actor, key=key)
        _discard(old)
    return user


@transaction.atomic
def remove_avatar(*, actor: User) -> User:
    user, old = set_avatar(actor=actor, key="")
    _discard(old)
    return user


def change_picture(*, actor: User, conversation_id: str | UUID, image: bytes) -> Conversation:
    """Replaces the conversation's picture."""
    # Before the work; the change checks it again, under the lock.
    ensure_may_picture(actor, Conversation.objects.get_for(actor, conversation_id))
    with _kept(image) as key, transaction.atomic():
        conversation, old = set_picture(actor=actor, conversation_id=conversation_id, key=key)
        _discard(old)
    return conversation


@transaction.atomic
def remove_picture(*, actor: User, conversation_id: str | UUID) -> Conversation:
    conversation, old = set_picture(actor=actor, conversation_id=conversation_id, key="")
    _discard(old)
    return conversation


@contextmanager
def _kept(image: bytes) -> Iterator[str]:
    """Yields the key of the stored square picture. Discards it again if the block fails."""
    key = secrets.token_hex(20)
    give_back_connection()
    with tempfile.TemporaryDirectory(prefix="avatar-") as place:
        store().put(key, VARIANT, _made(image, Path(place)), "image/webp")
    try:
        yield key
    except BaseException:
        store().discard(Slot(key))
        raise


def _made(image: bytes, place: Path) -> Path:
    if len(image) > MOST_BYTES:
        raise TooLarge(f"A picture can have at most {MOST_BYTES // 1024**2} MiB.")
    source, folder = place / "source", place / "made"
    source.write_bytes(image)
    folder.mkdir()
    if not _making.acquire(timeout=_PATIENCE):
        raise Unavailable("The server is busy with other pictures. Try again in a moment.", retry_after_ms=5000)
    try:
        outcome = run(source, folder, "avatars")
    finally:
        _making.release()
    if not isinstance(outcome, Picture):
        raise Invalid(_REFUSALS.get(outcome.reason, _UNREADABLE) if isinstance(outcome, Refused) else _UNREADABLE)
    [made] = outcome.made
    return folder / made.file


def _discard(key: str) -> None:
    if key:
        discard_on_commit(Slot(key))
