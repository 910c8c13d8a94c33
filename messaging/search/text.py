"""Makes texts comparable: without case, accents, width and punctuation, as words between single spaces.

Letters of scripts without spaces between words, and symbols such as emoji, are separated by JOINER: the trigrams of
PostgreSQL's index then have one or two of them, so that a single letter or a pair is found as fast as a long word.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["word", "alone", "between"]

#: Upper case: folded text has none.
JOINER = "X"
# Thai, Lao, Burmese, Khmer, Chinese, Japanese and Korean.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u303c"
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u31ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
# What most people leave out when they search: accents, the vowels of Hebrew and Arabic, the colour of a hand.
_MARKS = (
    "\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u200b-\u200f\u2060-\u2064\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef"
)
_DROPPED = re.compile(f"[{_MARKS}]")
# Letters with a stroke or tied together, which no normal form takes apart.
_ALIKE = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŋ": "ng", "ŧ": "t"}
    | {"ی": "ي", "ى": "ي", "ک": "ك", "ة": "ه"}
)
# A character with what is composed with it. The parts of a Korean syllable are composed by NFC.
_CLUSTER = re.compile(
    rf"[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+|[\uffa1-\uffdc]+|.[{_MARKS}\u3099\u309a\uff9e\uff9f]*", re.DOTALL
)
_ASCII_WORD = re.compile(r"[a-z0-9]+")


class Piece(NamedTuple):
    """A word, a letter of an unspaced script or a symbol, and where it is in the text as it was written.

    `starts` has the place of each character of the piece, `end` is after the last.
    """

    text: str
    starts: range | list[int]
    end: int
    is_word: bool


def pieces(text: str) -> Iterator[Piece]:
    """Yields the pieces of a text in their order."""
    if text.isascii():
        for found in _ASCII_WORD.finditer(text.lower()):
            yield Piece(found[0], range(*found.span()), found.end(), True)
        return
    yield from _pieces(text)


def words(text: str) -> str:
    """Returns the comparable form of a text, with a space at both ends."""
    if text.isascii():
        return "".join([" ", *(f"{word} " for word in _ASCII_WORD.findall(text.lower()))])
    return joined([(piece.text, piece.is_word) for piece in pieces(text)])


def joined(parts: list[tuple[str, bool]]) -> str:
    """Joins (text, is_word): words with spaces, and others with JOINER."""
    made, inside = [" "], False
    for text, is_word in parts:
        if is_word:
            made.append(f"{JOINER if inside else ''}{' ' if inside else ''}{text} ")
        else:
            made.append(f"{JOINER}{text}")
        inside = not is_word
    return "".join(made) + (f"{JOINER} " if inside else "")


def _pieces(text: str) -> Iterator[Piece]:
    word: list[str] = []
    starts: list[int] = []
    end = 0
    for found in _CLUSTER.finditer(text):
        for letter, kind in _fold(found[0]):
            if word and kind != "word":
                yield Piece("".join(word), starts, end, True)
                word, starts = [], []
            if kind == "alone":
                yield Piece(letter, [found.start()], found.end(), False)
            elif kind == "word":
                word.append(letter)
                starts.append(found.start())
            end = found.end()
    if word:
        yield Piece("".join(word), starts, end, True)


@lru_cache(maxsize=20_000)
def _fold(cluster: str) -> tuple[tuple[str, Kind], ...]:
    """Returns the folded letters of a cluster, and of each whether it is part of a word, alone, or between words.

    PostgreSQL makes trigrams of letters and digits only, so the letter of a symbol is its number.
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", cluster).casefold())
    letters = unicodedata.normalize("NFC", _DROPPED.sub("", apart)).casefold().translate(_ALIKE)
    folded = [(letter, _kind(letter)) for letter in letters]
    return tuple(
        (letter if letter.isalnum() or kind != "alone" else f"{ord(letter):x}", kind) for letter, kind in folded
    )


def _kind(letter: str) -> Kind:
    if _UNSPACED.match(letter):
        return "alone"
    category = unicodedata.category(letter)
    if letter.isalnum() or category in ("Mn", "Mc"):
        return "word"
    return "alone" if category in ("So", "Sc") else "between"
