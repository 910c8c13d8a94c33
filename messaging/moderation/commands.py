"""What this app's REST routes read."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from chatproject.lib.commands import Position
from messaging.moderation.models.report import LONGEST_DETAIL

Reason = Literal["spam", "abuse", "impersonation", "illegal", "other"]


class FileReport(Struct, frozen=True, kw_only=True):
    """Names a person, a conversation, or a message by `conversation` and `seq`. More reasons may come."""

    reason: Reason
    user: str | None = None
    conversation: str | None = None
    seq: Position | None = None
    detail: Annotated[str, Meta(max_length=LONGEST_DETAIL, pattern=r"^[^\x00]*\Z")] = ""
