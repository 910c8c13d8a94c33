"""Users, and what they see of their own accounts."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chatproject.contract.objects.base import Shape

WhoMayAdd = Literal["everyone", "shared", "nobody"]


class User(Shape):
    """A person's public profile."""

    id: UUID
    username: str
    display_name: str
    avatar: str | None = None


class Preferences(Shape):
    enter_sends: bool


class Me(Shape):
    """The user's own profile: the public part, and what only they see.

    In `GET me`, `me_rev` is the current one; elsewhere it is that of the profile's last change. `accept` is only in
    `GET me`: the documents that the user still has to accept (`POST me/consents`).
    """

    id: UUID
    username: str
    display_name: str
    email: str
    time_zone: str
    locale: str
    preferences: Preferences
    who_may_add: WhoMayAdd
    me_rev: int
    avatar: str | None = None
    accept: list[UUID] = []


class Consent(Shape):
    """The user accepted this version of a document."""

    document: UUID
    kind: str
    version: int
    given_at: datetime


class Authenticated(Shape):
    """When the socket's authentication now ends."""

    expires_at: datetime


class Profile(User, kw_only=True):
    """A person as the caller sees them.

    `time_zone` is visible only to people who share a conversation with them, and absent if they chose none.
    `is_blocked`: the caller blocks them. `is_deactivated`: no one can write to them.
    """

    time_zone: str | None = None
    is_blocked: bool = False
    is_deactivated: bool = False


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


class EmailAddress(Shape, kw_only=True):
    """The user's address, whether it is confirmed, and the address that replaces it once its link is opened."""

    email: str
    is_confirmed: bool
    pending: str | None = None


class SecondFactor(Shape, kw_only=True):
    """Whether signing in asks for a code of the user's authenticator app, and the number of unused recovery codes."""

    totp: bool
    recovery_codes_left: int


class TotpSecret(Shape, kw_only=True):
    """The secret for an authenticator app: `uri` is the content of a QR code, `secret` is for typing."""

    secret: str
    uri: str


class NewRecoveryCodes(Shape, kw_only=True):
    """Codes that each replace the authenticator app once. They are not shown again."""

    recovery_codes: list[str]


class ServerInvitation(Shape, kw_only=True):
    """One of the user's open links with which people can create accounts here."""

    id: UUID
    created_at: datetime
    expires_at: datetime
    max_uses: int
    uses: int


class NewServerInvitation(ServerInvitation, kw_only=True):
    """`url` is the link, and `token` its last part. They are not shown again."""

    token: str
    url: str


class DeviceItem(Shape, kw_only=True):
    """A device on which the user is signed in; `current` is the one that sends the request."""

    id: UUID
    kind: str
    name: str
    created_at: datetime
    last_seen_at: datetime
    current: bool
