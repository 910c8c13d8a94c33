"""What may be said: the checks every door makes before a message is written."""

import unicodedata
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from chatproject.lib.errors import Invalid, TooLarge
from chatproject.lib.ids import parse_id

# Joiners, variation selectors, keycaps and tags build emoji out of several code points.
_EMOJI_GLUE = {"\u200d", "\ufe0e", "\ufe0f", "\u20e3", *map(chr, range(0xE0020, 0xE0080))}
_EMOJI_BASE = {"So", "Sk", "Sm"}
_KEYCAPS = set("0123456789#*")


def checked_body(body: str, *, may_be_empty: bool = False) -> str:
    """The body as sent, or what is wrong with it. Beside files nothing need be said."""
    if len(body) > settings.LIMITS["body"]:
        raise TooLarge(f"A message has at most {settings.LIMITS['body']} characters.")
    if not may_be_empty and not body.strip():
        raise Invalid("A message says something.", fields={"body": ["Empty."]})
    if "\0" in body:
        raise Invalid("A message has no NUL.", fields={"body": ["Has a NUL."]})
    return body


def checked_attachments(attachments: Sequence[str]) -> tuple[UUID, ...]:
    """Their ids, each once. NotFound where one is no id."""
    most = settings.LIMITS["attachments"]
    if len(attachments) > most:
        raise TooLarge(f"A message has at most {most} attachments.")
    ids = tuple(map(parse_id, attachments))
    if len(set(ids)) < len(ids):
        raise Invalid("A message has each attachment once.", fields={"attachments": ["Repeated."]})
    return ids


def checked_emoji(emoji: str) -> str:
    """One emoji, however many code points it takes."""
    letters = [character for character in emoji if character not in _EMOJI_GLUE]
    is_keycap = len(letters) == 1 and letters[0] in _KEYCAPS and emoji.endswith("\u20e3")
    is_emoji = bool(letters) and all(unicodedata.category(letter) in _EMOJI_BASE for letter in letters)
    if len(emoji) > settings.LIMITS["emoji"] or not (is_emoji or is_keycap or _is_private(letters)):
        raise Invalid("A reaction is one emoji.", fields={"emoji": ["Not an emoji."]})
    return emoji


def _is_private(letters: list[str]) -> bool:
    """Emoji newer than this Python's tables are unassigned there, in the emoji planes."""
    return bool(letters) and all(0x1F000 <= ord(letter) <= 0x1FAFF for letter in letters)
