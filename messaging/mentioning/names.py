"""Finds the usernames after an @ in a message's text. docs/protocol.md defines the rule; tests/rules tests it."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from messaging.mentioning.prose import prose

# Thai, Lao, Burmese, Khmer, Chinese and Japanese put no space between words; Korean puts none before its particles.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3000-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdf"
    "\U00020000-\U0003ffff"
)
_LETTER = rf"[^\W_{UNSPACED}]"
# As in accounts.validation, a name ends with a letter or digit: a full stop after it is not part of it.
# Not in an email address, the path of a link or the name of a person on another server, and not after a backslash.
_MENTION = re.compile(
    rf"[@＠](?<!{_LETTER}[@＠])(?<!{_LETTER}[.=+-][@＠])(?<![@＠/\\][@＠])"
    rf"([a-zA-Z0-9](?:[a-zA-Z0-9._-]{{0,30}}[a-zA-Z0-9])?)(?![._-]*{_LETTER})(?![@＠]{_LETTER})"
)
# None of these composes with a character before it, so what begins with them can be composed by itself.
_PIECE = re.compile("[\x00-\x7f＠][^\x00-\x7f＠]*|[^\x00-\x7f＠]+")


class Name(NamedTuple):
    """A username in lower case, whether or not it exists, and where it is with its @, in UTF-16 code units."""

    name: str
    offset: int
    length: int


def may_mention(body: str) -> bool:
    return "@" in body or "＠" in body


def names_in(body: str) -> list[Name]:
    """Returns the names that the text mentions, in order."""
    return list(_names(body)) if may_mention(body) else []


def _names(body: str) -> Iterator[Name]:
    text = prose(body)
    composed, places = text, None
    if not unicodedata.is_normalized("NFC", text):
        composed, places = _compose(text)
    before, units = 0, 0
    for match in _MENTION.finditer(composed):
        start = match.start() if places is None else places[match.start()]
        units += utf16_length(body[before:start])
        before = start
        yield Name(match[1].lower(), units, len(match[0]))


def _compose(text: str) -> tuple[str, dict[int, int]]:
    """Returns the text in NFC, and where its ASCII characters were before."""
    pieces, places, length = [], {}, 0
    for found in _PIECE.finditer(text):
        places[length] = found.start()
        pieces.append(unicodedata.normalize("NFC", found[0]))
        length += len(pieces[-1])
    return "".join(pieces), places


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(each > "\uffff" for each in text)
