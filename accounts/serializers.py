"""Rows as objects of the contract."""

from accounts import models
from accounts.private import Kind
from chatproject.contract.objects import accounts as objects
from chatproject.contract.objects.accounts import DeviceItem, Profile
from chatproject.contract.pictures import avatar_path

#: The time zone of accounts that have not chosen one.
NO_TIME_ZONE = "UTC"


def profile(user: models.User) -> objects.User:
    """Returns the public profile of a user."""
    return objects.User(id=user.pk, username=user.username, display_name=user.name, avatar=avatar_path(user.avatar))


def seen_profile(user: models.User) -> Profile:
    """Returns the profile as its viewer may see it. `user` comes from `seen_by(viewer)`."""
    is_zone_known = user.is_company and user.time_zone != NO_TIME_ZONE  # type: ignore[attr-defined]
    return Profile(
        id=user.pk,
        username=user.username,
        display_name=user.name,
        avatar=avatar_path(user.avatar),
        time_zone=user.time_zone if is_zone_known else None,
        is_blocked=user.is_blocked,  # type: ignore[attr-defined]
        is_deactivated=not user.is_active,
    )


def own_profile(user: models.User, me_rev: int | None = None) -> objects.Me:
    """Returns the user's own profile, at the me_rev of its last change unless another is given."""
    return objects.Me(
        id=user.pk,
        username=user.username,
        display_name=user.name,
        email=user.email,
        time_zone=user.time_zone,
        locale=user.locale,
        who_may_add=user.who_may_add,  # type: ignore[arg-type]
        preferences=objects.Preferences(enter_sends=user.enter_sends),
        me_rev=user.me_rev if me_rev is None else me_rev,
        avatar=avatar_path(user.avatar),
    )


def present_profile(user: models.User) -> objects.Me:
    """Returns the user's own profile and the current me_rev, read in one query."""
    row = models.User.objects.select_related("personal_counter").get(pk=user.pk)
    counter: models.PersonalCounter | None = getattr(row, "personal_counter", None)
    return own_profile(row, counter.rev if counter else 0)


PROFILE = Kind(
    "user",
    """
    SELECT u.me_rev, json_build_object(
        'id', u.id, 'username', u.username, 'display_name', u.display_name, 'email', u.email, 'time_zone', u.time_zone,
        'locale', u.locale, 'enter_sends', u.enter_sends, 'who_may_add', u.who_may_add,
        'avatar', u.avatar, 'me_rev', u.me_rev
    ) FROM accounts_user u WHERE u.id = %(actor)s AND u.me_rev > %(since)s
    """,
    lambda columns: own_profile(models.User(**columns)),
    is_list=False,
)


def device_item(device: models.Device, current: models.Device) -> DeviceItem:
    return DeviceItem(
        id=device.pk,
        kind=device.kind,
        name=str(device),
        created_at=device.created_at,
        last_seen_at=device.last_seen_at,
        current=device.pk == current.pk,
    )
