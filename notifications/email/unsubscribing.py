"""The link that unsubscribes from emails. Anyone who has it may use it: it can do nothing else."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from chatproject.contract.errors import NotFound

SALT = "notifications.unsubscribe"


def unsubscribe_url(user: User) -> str:
    return settings.SITE_URL + reverse("notifications:unsubscribe", args=[unsubscribe_token(user)])


def unsubscribe_token(user: User) -> str:
    """Returns a token that does not expire: a letter may be opened years later."""
    return signing.Signer(salt=SALT).sign(user.pk.hex)


def user_of(token: str) -> User:
    """Returns the user whose emails the token stops. Raises NotFound for a token that this server did not create."""
    try:
        user = User.objects.filter(pk=UUID(signing.Signer(salt=SALT).unsign(token)), is_active=True).first()
    except (signing.BadSignature, ValueError) as error:
        raise NotFound from error
    if user is None:
        raise NotFound
    return user
