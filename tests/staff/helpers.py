"""Helpers of these tests: staff with a few permissions, and the admin's form of a user."""

from typing import Any

from django.contrib.auth.models import Permission

from accounts.models import User
from tests.world import person


def helper(*codenames: str, name: str = "helper") -> User:
    """Staff with these permissions and no more."""
    user = person(name)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    permissions = Permission.objects.filter(codename__in=codenames)
    assert {each.codename for each in permissions} == set(codenames)
    user.user_permissions.set(permissions)
    return User.objects.get(pk=user.pk)


def form_of(user: User, **changes: Any) -> dict[str, Any]:
    names = ("username", "display_name", "email", "time_zone", "locale")
    return {**{name: getattr(user, name) for name in names}, "enter_sends": "on", **changes}
