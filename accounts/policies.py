"""Permissions of actors on accounts."""

from django.contrib.auth.models import Permission
from django.db.models import Q

from accounts.models import SignUpPolicy, User


def can_administer(actor: User, user: User) -> bool:
    """Whether this staff member may manage the account: it must have no permission that they lack."""
    allowed = actor.is_active and actor.is_staff and actor.has_perm("accounts.change_user")
    return allowed and (actor.is_superuser or not _is_stronger(user, actor))


def _is_stronger(user: User, actor: User) -> bool:
    """Whether an account, active or not, has or would have a permission that the actor lacks."""
    return user.is_superuser or not _powers(user) <= _powers(actor)


def _powers(user: User) -> set[int]:
    return set(Permission.objects.filter(Q(user=user) | Q(group__user=user)).values_list("pk", flat=True))


def can_deactivate(actor: User, user: User) -> bool:
    return can_administer(actor, user) and actor != user


def can_erase(actor: User, user: User) -> bool:
    """Erasing cannot be taken back: it requires the permission to delete users as well."""
    return can_deactivate(actor, user) and actor.has_perm("accounts.delete_user")


def can_invite(actor: User, policy: SignUpPolicy) -> bool:
    """Staff with permission, and members if the sign-up policy allows it. No one if sign-up is closed."""
    allowed = policy.members_invite or (actor.is_staff and actor.has_perm("accounts.add_serverinvitation"))
    return actor.is_active and allowed and policy.mode != SignUpPolicy.Mode.CLOSED
