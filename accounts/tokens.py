"""The two tokens of an app, derived only from its Device row.

A pair is a pure function of the device, the refresh token's id and the time it was issued, and that id follows from the
id it replaced. So no token is stored anywhere, and a lost response can be repeated.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from accounts.models import Device
from chatproject.contract.errors import TokenInvalid

T = TypeVar("T", bound=Token)


class FamilyRefreshToken(RefreshToken):
    def check_blacklist(self) -> None:
        """A spent token is not simply refused: refreshing.py distinguishes a lost response from a theft."""


@dataclass(frozen=True)
class Pair:
    access: str
    refresh: str


@dataclass(frozen=True)
class Claims:
    """The claims of a valid token. Whether its device has ended is checked in the database."""

    user: UUID
    device: UUID
    jti: UUID
    expires_at: int


def first_jti() -> UUID:
    return uuid4()


def next_jti(jti: UUID) -> UUID:
    """Returns the id of the refresh token that replaces this one."""
    return uuid5(jti, "next")


def pair_of(device: Device, jti: UUID, issued_at: datetime) -> Pair:
    """Returns the pair whose refresh token is `jti`: the same strings on every call."""
    return Pair(
        access=_make(AccessToken, device, uuid5(jti, "access"), issued_at),
        refresh=_make(FamilyRefreshToken, device, jti, issued_at),
    )


def read_access(token: str) -> Claims:
    """Returns the claims of an access token. Its signature is checked once, its expiry each time."""
    claims = _read_signed(token)
    if claims.expires_at <= time():
        raise TokenInvalid
    return claims


@lru_cache(maxsize=4096)
def _read_signed(token: str) -> Claims:
    return _read(AccessToken, token)


def read_refresh(token: str) -> Claims:
    return _read(FamilyRefreshToken, token)


def _make(kind: type[Token], device: Device, jti: UUID, issued_at: datetime) -> str:
    token: Any = kind()
    del token["iat"]  # a host whose clock is behind that of the issuer would refuse the token until then
    token.set_exp(from_time=issued_at)
    token["jti"] = jti.hex
    token["sub"] = str(device.user_id)
    token["device"] = str(device.pk)
    return str(token)


def _read(kind: type[Token], encoded: str) -> Claims:
    try:
        token: Any = kind(encoded)  # type: ignore[arg-type]
        datetime.fromtimestamp(token["exp"], UTC)  # a value that is not a time is not an expiry
        return Claims(UUID(token["sub"]), UUID(token["device"]), UUID(token["jti"]), int(token["exp"]))
    except (TokenError, KeyError, ValueError, TypeError, AttributeError, OverflowError, OSError) as error:
        raise TokenInvalid from error
