"""Who may do what to an account."""

from accounts.models import User


def can_administer(actor: User, user: User) -> bool:
    """Staff look after accounts; those of superusers are for superusers."""
    allowed = actor.is_active and actor.is_staff and actor.has_perm("accounts.change_user")
    return allowed and (actor.is_superuser or not user.is_superuser)


def can_deactivate(actor: User, user: User) -> bool:
    return can_administer(actor, user) and actor != user
