"""The device behind an access token. Every request of an app asks this, so the statement is planned once."""

from functools import cache
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from accounts.models import Device, User
from chatproject.lib.statements import rows


def app_device(id: UUID, user: UUID) -> Device | None:
    """An app's device with its user in one query, as long as neither was ended; else None."""
    found = rows(_statement(), [id, user, Device.Kind.APP.value])
    if not found:
        return None
    names = _names(Device)
    device = Device.from_db(DEFAULT_DB_ALIAS, names, found[0][: len(names)])
    device.user = User.from_db(DEFAULT_DB_ALIAS, _names(User), found[0][len(names) :])
    return device


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _statement() -> str:
    columns = [f"d.{field.column}" for field in Device._meta.concrete_fields]
    columns += [f"u.{field.column}" for field in User._meta.concrete_fields]
    return f"""
        SELECT {", ".join(columns)}
        FROM accounts_device d JOIN accounts_user u ON u.id = d.user_id
        WHERE d.id = %s AND d.user_id = %s AND d.kind = %s AND d.ended_at IS NULL AND u.is_active
    """  # noqa: S608 (the names of our own columns)
