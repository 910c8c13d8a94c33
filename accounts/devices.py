"""The device behind a token or a session, with its user.

Every request runs these queries, so they are prepared once.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from accounts.models import Device, User
from chatproject.database.statements import fetch_all


class Named(NamedTuple):
    """A device as a token or a session names it."""

    id: UUID
    user: UUID
    kind: str


def app_device(id: UUID, user: UUID) -> Device | None:
    """Returns an app's device in one query; None if the device or its user has ended."""
    rows = fetch_all(_ONE, [id, user, Device.Kind.APP.value])
    return _device(rows[0]) if rows else None


def devices(named: Sequence[Named]) -> dict[Named, Device]:
    """Returns the devices of any kind that have not ended and whose users have not: one query for any number."""
    once = list(dict.fromkeys(named))
    rows = map(_device, fetch_all(_MANY, [list(column) for column in zip(*once, strict=True)]) if once else ())
    return {Named(device.pk, device.user_id, device.kind): device for device in rows}


def _device(row: tuple[Any, ...]) -> Device:
    names = _names(Device)
    device = Device.from_db(DEFAULT_DB_ALIAS, names, row[: len(names)])
    device.user = User.from_db(DEFAULT_DB_ALIAS, _names(User), row[len(names) :])
    return device


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


_COLUMNS = ", ".join(
    [f"d.{field.column}" for field in Device._meta.concrete_fields]
    + [f"u.{field.column}" for field in User._meta.concrete_fields]
)
_ONE = f"""
    SELECT {_COLUMNS} FROM accounts_device d JOIN accounts_user u ON u.id = d.user_id
    WHERE d.id = %s AND d.user_id = %s AND d.kind = %s AND d.ended_at IS NULL AND u.is_active
"""  # noqa: S608 (the names of our own columns)
_MANY = f"""
    SELECT {_COLUMNS} FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS named(id, user_id, kind)
    JOIN accounts_device d ON d.id = named.id AND d.user_id = named.user_id AND d.kind = named.kind
    JOIN accounts_user u ON u.id = d.user_id
    WHERE d.ended_at IS NULL AND u.is_active
"""  # noqa: S608
