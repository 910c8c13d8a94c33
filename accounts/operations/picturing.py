"""Which picture a person is shown by. Making and keeping it is for an app above this one."""

from django.db import transaction

from accounts.models import User
from accounts.operations.editing_profile import save_profile


@transaction.atomic
def set_avatar(*, actor: User, key: str) -> tuple[User, str]:
    """The actor with this picture, and the key of the one before; both may be empty."""
    user = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    old, user.avatar = user.avatar, key
    save_profile(user, ["avatar"])
    return user, old
