"""The bodies of the REST routes of conversations: well-formed input. Operations check permissions.

Ids are opaque: an unknown one is not found, never malformed.
"""

from datetime import datetime
from typing import Annotated, Literal

from django.conf import settings
from msgspec import UNSET, Meta, Struct, UnsetType

from chatproject.contract.objects.conversations import History, Kind, Language, Notify, Role

# One line of any text, except NUL, which PostgreSQL cannot store.
Title = Annotated[str, Meta(max_length=settings.LIMITS["title"], pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Topic = Annotated[str, Meta(max_length=settings.LIMITS["topic"], pattern=r"^[^\x00]*\Z")]
Reason = Annotated[str, Meta(max_length=settings.LIMITS["ban_reason"], pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Seconds = Annotated[int, Meta(ge=60, le=366 * 24 * 3600)]
Uses = Annotated[int, Meta(ge=1, le=100_000)]
Days = Annotated[int, Meta(ge=1, le=36_500)]
Others = Annotated[list[str], Meta(extra_json_schema={"maxItems": settings.LIMITS["members_at_creation"]})]
Moment = Annotated[datetime, Meta(tz=True)]
Seq = Annotated[int, Meta(ge=1, le=2**53 - 1)]


class Input(Struct, frozen=True, kw_only=True):
    """The body of a request."""


class StartConversation(Input, frozen=True):
    """`members` are the others. A direct conversation has one; with none it is a conversation with oneself."""

    kind: Kind
    members: Others = []
    title: Title = ""
    topic: Topic = ""
    history: History = "all"


class ChangeConversation(Input, frozen=True):
    """Absent fields do not change. `keep_days` null keeps messages as long as the server does.

    `language` is that of the messages, for search; null: it is detected. `clear` names fields to empty, as null does.
    """

    title: Title | None = None
    topic: Topic | None = None
    history: History | None = None
    keep_days: Days | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    clear: Annotated[list[Literal["keep_days", "language"]], Meta(max_length=2)] = []


class AddMember(Input, frozen=True):
    user: str
    role: Role = "member"


class LeaveAndBlock(Input, frozen=True):
    user: str


class BanPerson(Input, frozen=True):
    """Bans until a time, or without end if `until` is absent. The reason is for admins and owners."""

    user: str
    reason: Reason = ""
    until: Moment | None = None


class ChangeRole(Input, frozen=True):
    role: Role


class PersonaliseConversation(Input, frozen=True):
    """Absent fields do not change. `muted_until` null unmutes; `notify` null applies the account's setting.

    `unread_from` marks a message and all after it as unread, null unmarks them. `clear` names fields to empty, as null
    does.
    """

    muted_until: Moment | UnsetType | None = UNSET
    pinned: bool | None = None
    archived: bool | None = None
    notify: Notify | UnsetType | None = UNSET
    unread_from: Seq | UnsetType | None = UNSET
    clear: Annotated[list[Literal["muted_until", "notify", "unread_from"]], Meta(max_length=3)] = []


class CreateInvitation(Input, frozen=True):
    """Valid for `expires_in` seconds and `max_uses` people; without limit if absent."""

    expires_in: Seconds | None = None
    max_uses: Uses | None = None
