"""Finds a user's keywords in a message's text. docs/protocol.md defines the rule; tests/rules tests it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from messaging.mentioning.names import UNSPACED
from messaging.mentioning.prose import prose

_UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")
_ASCII_WORD = re.compile(r"\w+", re.ASCII)
_WORD = re.compile(rf"[^\W{UNSPACED}]+")
_OUTER_UNDERSCORES = re.compile(r"(?<!\w)_+|(?<!_)_+(?!\w)")


def has_keyword(body: str, keywords: Iterable[str]) -> bool:
    """Whether the text contains one of these words or phrases, in any case, but not within a longer word."""
    if not keywords:
        return False
    text = _read(body)
    return any(text.has(_folded(keyword)) for keyword in keywords)


class _Text(NamedTuple):
    folded: str
    words: frozenset[str]

    def has(self, keyword: str) -> bool:
        if keyword.isascii() and keyword.isalnum():
            return keyword in self.words
        return bool(keyword) and any(
            _is_whole(self.folded, at, at + len(keyword)) for at in _places(self.folded, keyword)
        )


# The same message is checked for thousands of members.
@lru_cache(maxsize=16)
def _read(body: str) -> _Text:
    folded = _folded(prose(body))
    return _Text(folded, frozenset((_ASCII_WORD if folded.isascii() else _WORD).findall(folded)))


def _folded(text: str) -> str:
    """Normalizes text for comparison: case, width, apostrophes, spaces and the underscores of emphasis."""
    upper = unicodedata.normalize("NFKC", text).upper().replace("’", "'")
    return " ".join((_OUTER_UNDERSCORES.sub(" ", upper) if "_" in upper else upper).split())


def _places(text: str, keyword: str) -> Iterator[int]:
    at = text.find(keyword)
    while at >= 0:
        yield at
        at = text.find(keyword, at + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    return _is_border(text, start) and _is_border(text, end)


def _is_border(text: str, at: int) -> bool:
    """Returns whether no word extends across this position."""
    if not 0 < at < len(text):
        return True
    before, after = text[at - 1], text[at]
    return not (_is_of_word(before) and _is_of_word(after))


def _is_of_word(character: str) -> bool:
    is_word = character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"
    return is_word and not _UNSPACED_LETTER.match(character)
