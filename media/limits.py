"""How much a person may keep here. Counted under a lock on him, so that two uploads at once do not both fit."""

from django.conf import settings
from django.db.models import Count, Q, Sum

from accounts.models import User
from chatproject.lib.errors import TooLarge
from media.models import Attachment


def ensure_size_allowed(size: int) -> None:
    if size > settings.MEDIA_MAX_BYTES:
        raise TooLarge(f"A file has at most {settings.MEDIA_MAX_BYTES:,} bytes. This one has {size:,}.")


def ensure_room(owner: User, size: int) -> None:
    """The owner, locked by this, has room for so many bytes, and not too many uploads begun."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=owner.pk)
    held = (
        Attachment.objects.owned_by(owner)
        .counted()
        .aggregate(bytes=Sum("size", default=0), begun=Count("pk", filter=Q(state=Attachment.State.UPLOADING)))
    )
    if held["begun"] >= settings.MEDIA_UNFINISHED_UPLOADS:
        raise TooLarge(
            f"A person has at most {settings.MEDIA_UNFINISHED_UPLOADS} unfinished uploads. Finish or cancel one first."
        )
    free = max(settings.MEDIA_USER_QUOTA_BYTES - int(held["bytes"]), 0)
    if size > free:
        raise TooLarge(f"Of your {settings.MEDIA_USER_QUOTA_BYTES:,} bytes here {free:,} are left.")
