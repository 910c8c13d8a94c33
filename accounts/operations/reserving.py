"""Keeps usernames of erased people from others for a while, without storing them."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import ReservedName

_SALT = "accounts.reserved_name"
_ALIKE = str.maketrans("I10", "llo")


def reserve_name(username: str) -> None:
    if settings.ERASED_NAME_DAYS:
        until = timezone.now() + timedelta(days=settings.ERASED_NAME_DAYS)
        ReservedName.objects.update_or_create(digest=next(_digests(username)), defaults={"until": until})


def was_erased_person(username: str) -> bool:
    """Whether an erased person had this username, or one that looks the same, and it is still reserved."""
    return ReservedName.objects.filter(digest__in=list(_digests(username)), until__gt=timezone.now()).exists()


def _digests(username: str) -> Iterator[str]:
    """Yields the digest of the name's look (see accounts.models.user.shape) by the key in use, then by former ones."""
    look = username.translate(_ALIKE).lower().replace("rn", "m")
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(_SALT, look, secret=key, algorithm="sha256").hexdigest()
