"""Addresses of the media app that carry their permission: one object, one method, a short time."""

import time
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from django.core import signing

from media.stores.base import Served

T = TypeVar("T", bound="Permission")


class Refused(Exception):
    """The address was altered, was not signed by this server, or has expired."""


class Permission(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """`expires` is in Unix seconds."""

    expires: int

    @property
    def expires_at(self) -> datetime:
        return datetime.fromtimestamp(self.expires, UTC)


class PutPart(Permission, frozen=True, kw_only=True, array_like=True):
    """Permits one PUT of a part of this size."""

    key: str
    number: int
    size: int


class GetObject(Permission, frozen=True, kw_only=True, array_like=True):
    """Permits GET of what is served."""

    served: Served


def expiry(seconds: int) -> int:
    return int(time.time()) + seconds


def shared_expiry(seconds: int) -> int:
    """Returns `expiry`, or up to a third less: all who ask in that time get one address, which a cache holds once."""
    return shared_moment(seconds) + seconds


def shared_moment(seconds: int) -> int:
    """Returns the present moment, rounded down to a third of the lifetime of an address."""
    third = max(seconds // 3, 1)
    return int(time.time()) // third * third


def sign(permission: Permission) -> str:
    return _signer(type(permission)).sign_object(msgspec.to_builtins(permission))


def unsign(token: str, type: type[T]) -> T:
    """Returns the permission in an address. Raises Refused, also for another method's."""
    try:
        payload: Any = _signer(type).unsign_object(token)
        permission = msgspec.convert(payload, type)
    except (signing.BadSignature, msgspec.ValidationError) as error:
        raise Refused from error
    if permission.expires < time.time():
        raise Refused
    return permission


def _signer(type: type[Permission]) -> signing.Signer:
    return signing.Signer(salt=f"media.{type.__name__}", sep=".")
