"""Validates the content of messages, for every endpoint, before a message is written."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from chatproject.contract.errors import Invalid, TooLarge
from chatproject.contract.ids import parse_id
from messaging.emoji import normal_emoji


def checked_body(body: str, *, may_be_empty: bool = False, field: str = "body") -> str:
    """Returns the body as sent. Raises Invalid or TooLarge. With files the body may be empty."""
    if len(body) > settings.LIMITS["body"]:
        raise TooLarge(f"A message can have at most {settings.LIMITS['body']:,} characters.")
    if not may_be_empty and not body.strip():
        raise Invalid(f"{field} must not be empty.", fields={field: ["Empty."]})
    if "\0" in body:
        raise Invalid(f"{field} must not contain NUL.", fields={field: ["Contains NUL."]})
    return body


def checked_attachments(attachments: Sequence[str]) -> tuple[UUID, ...]:
    """Returns the ids, each once. Raises NotFound if one is no id."""
    most = settings.LIMITS["attachments"]
    if len(attachments) > most:
        raise TooLarge(f"A message can have at most {most} attachments.")
    ids = tuple(map(parse_id, attachments))
    if len(set(ids)) < len(ids):
        raise Invalid("attachments must name each attachment once.", fields={"attachments": ["Repeated."]})
    return ids


def checked_emoji(emoji: str) -> str:
    """Returns one emoji in its normal form, of any number of code points."""
    normal = normal_emoji(emoji) if len(emoji) <= settings.LIMITS["emoji"] else None
    if normal is None or len(normal) > settings.LIMITS["emoji"]:
        raise Invalid("emoji must be one emoji.", fields={"emoji": ["Not an emoji."]})
    return normal
