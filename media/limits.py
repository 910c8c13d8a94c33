"""Limits of the stored bytes: per user, per conversation and for the whole server."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Q, Sum
from django.template.defaultfilters import filesizeformat
from redis.exceptions import RedisError

from accounts.models import User
from chatproject.contract.errors import TooLarge
from chatproject.database.statements import fetch_all
from conversations.models import Conversation
from media.figures import STORED
from media.models import Attachment

log = logging.getLogger(__name__)

_TOTAL = "media:bytes"
#: Seconds after which the server's total is counted again; deletions in between are not noticed.
_COUNTED_EVERY = 60


def ensure_size_allowed(size: int) -> None:
    if size > settings.MEDIA_MAX_BYTES:
        raise TooLarge(f"A file can have at most {_size(settings.MEDIA_MAX_BYTES)}. This one has {_size(size)}.")


def ensure_room(owner: User, conversation: Conversation, size: int) -> None:
    """Raises an error unless there is room for `size` bytes and the owner has not too many uploads in progress.

    Locks the conversation and the user, so that two simultaneous uploads do not both fit: the conversation first, as
    everywhere, and only if it has a quota.
    """
    _ensure_room_in(conversation, size)
    _ensure_room_of(owner, size)
    _ensure_room_here(size)


def ensure_room_for_copies(owner: User, conversation: Conversation, size: int) -> None:
    """Raises an error unless there is room for files whose bytes the server has already. Takes the same locks."""
    _ensure_room_in(conversation, size)
    _ensure_room_of(owner, size, begins=False)


def _ensure_room_in(conversation: Conversation, size: int) -> None:
    quota: int = settings.MEDIA_CONVERSATION_QUOTA_BYTES
    if not quota:
        return
    Conversation.objects.locked(conversation.pk)
    usage = Attachment.objects.filter(conversation=conversation).counted().aggregate(bytes=Sum("size", default=0))
    free = max(quota - int(usage["bytes"]), 0)
    if size > free:
        raise TooLarge(f"This conversation has {_size(free)} of its {_size(quota)} left.")


def _ensure_room_of(owner: User, size: int, *, begins: bool = True) -> None:
    User.objects.select_for_update(no_key=True).only("pk").get(pk=owner.pk)
    usage = (
        Attachment.objects.owned_by(owner)
        .counted()
        .aggregate(bytes=Sum("size", default=0), begun=Count("pk", filter=Q(state=Attachment.State.UPLOADING)))
    )
    if begins and usage["begun"] >= settings.MEDIA_UNFINISHED_UPLOADS:
        raise TooLarge(
            f"A person can have at most {settings.MEDIA_UNFINISHED_UPLOADS} unfinished uploads. Finish one first."
        )
    quota: int = settings.MEDIA_USER_QUOTA_BYTES
    free = max(quota - int(usage["bytes"]), 0)
    if quota and size > free:
        raise TooLarge(f"You have {_size(free)} of your {_size(quota)} left.")


def _ensure_room_here(size: int) -> None:
    """Takes no lock: the total is counted once a minute, and each new upload is added to it in one step.

    So the total may be too high, if files were deleted or uploads did not begin after all, and too low by the uploads
    that begin while it is counted.
    """
    quota: int = settings.MEDIA_SERVER_QUOTA_BYTES
    if not quota:
        return
    if _added(size) > quota:
        _added(-size)
        raise TooLarge("This server has no space left for a file of this size. Its operators can add some.")


def _added(size: int) -> int:
    """Returns the server's total including `size`."""
    try:
        if cache.get(_TOTAL) is None:
            cache.add(_TOTAL, total_bytes(), timeout=_COUNTED_EVERY)
        return int(cache.incr(_TOTAL, size))
    except (RedisError, ValueError) as error:  # ValueError: it expired between the two
        log.info("counting all that is kept: %s", error)
        return total_bytes() + size


def _size(bytes: int) -> str:
    return filesizeformat(bytes).replace("\xa0", " ")


def total_bytes() -> int:
    """Returns the bytes of all stored and announced files; shared bytes count once."""
    [(_, stored, _)] = fetch_all(STORED, [])
    return int(stored)
