"""This server and its state."""

from datetime import datetime
from uuid import UUID

from chatproject.contract.objects.base import Shape


class ReadOnly(Shape):
    """The server is read-only for now: every write returns `unavailable`."""

    reason: str
    since: datetime


class ServerNotice(Shape):
    """A notice from the staff for everyone, until a time or until they remove it."""

    id: UUID
    text: str
    until: datetime | None = None


class ServerDocument(Shape, kw_only=True):
    """The current version of the `terms` or the `privacy` notice, with the path of its page.

    Everyone has to accept a version from `required_version` on; absent if none requires it.
    """

    id: UUID
    kind: str
    version: int
    path: str
    published_at: datetime
    required_version: int | None = None


class PushChannels(Shape, kw_only=True):
    """How this server reaches devices: `webpush` is the key with which browsers subscribe."""

    webpush: str
    fcm: bool
    apns: bool


class Server(Shape, kw_only=True):
    """`sign_up` is open, invitation, domains, approval or closed. It and `second_factors` may get more values.

    `may_invite` says whether the caller may invite people to this server; absent if not signed in.
    `languages` are the languages of its emails and notifications, by tag: {"de": "Deutsch"}.
    """

    name: str
    version: str
    sign_up: str
    second_factors: list[str]
    languages: dict[str, str]
    limits: dict[str, int]
    push: PushChannels
    read_only: ReadOnly | None = None
    notices: list[ServerNotice] = []
    may_invite: bool | None = None
    documents: list[ServerDocument] = []
