"""The bodies of the REST routes of moderation."""

from typing import Annotated, Literal

from django.conf import settings
from msgspec import Meta, Struct

from chatproject.contract.commands.socket import Position

Reason = Literal["spam", "abuse", "impersonation", "illegal", "other"]


class FileReport(Struct, frozen=True, kw_only=True):
    """Names a person, a conversation, or a message by `conversation` and `seq`. More reasons may be added."""

    reason: Reason
    user: str | None = None
    conversation: str | None = None
    seq: Position | None = None
    detail: Annotated[str, Meta(max_length=settings.LIMITS["report_detail"], pattern=r"^[^\x00]*\Z")] = ""
