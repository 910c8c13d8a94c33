"""Rows as wire objects."""

from accounts import models
from accounts.shapes import DeviceItem
from chatproject.lib import shapes
from chatproject.lib.pictures import picture_path


def profile(user: models.User) -> shapes.User:
    """What everybody may see of a person."""
    return shapes.User(id=user.pk, username=user.username, display_name=user.name, avatar=picture_path(user.avatar))


def own_profile(user: models.User) -> shapes.Me:
    return shapes.Me(
        id=user.pk,
        username=user.username,
        display_name=user.name,
        email=user.email,
        time_zone=user.time_zone,
        locale=user.locale,
        who_may_add=user.who_may_add,  # type: ignore[arg-type]
        preferences=shapes.Preferences(enter_sends=user.enter_sends),
        avatar=picture_path(user.avatar),
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
