"""Wire objects that only accounts has."""

from datetime import datetime
from uuid import UUID

from chatproject.lib.shapes import Shape, User


class Tokens(Shape, kw_only=True):
    access: str
    refresh: str


class Registered(Shape, kw_only=True):
    user: User
    access: str
    refresh: str


class Waiting(Shape, kw_only=True):
    """A new account that is not active yet: it awaits `approval` by staff, or its `email` address to be confirmed."""

    user: User
    awaits: str


class DeviceItem(Shape, kw_only=True):
    """A signed-in installation of mine; `current` is the one that asks."""

    id: UUID
    kind: str
    name: str
    created_at: datetime
    last_seen_at: datetime
    current: bool
