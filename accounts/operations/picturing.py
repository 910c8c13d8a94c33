"""The key of a user's picture. An app above this one makes and stores pictures."""

from django.db import transaction

from accounts.models import User
from accounts.operations.editing_profile import save_profile


@transaction.atomic
def set_avatar(*, actor: User, key: str) -> tuple[User, str]:
    """Returns the actor with this picture, and the key of the previous one; both keys may be empty."""
    user = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    old, user.avatar = user.avatar, key
    save_profile(user, ["avatar"])
    return user, old
