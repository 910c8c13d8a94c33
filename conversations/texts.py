"""Titles and topics of conversations, normalized for storage."""

import re
import unicodedata

from django.conf import settings

from chatproject.contract.errors import Invalid

#: Characters that change the direction of the text around them.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINE_BREAKS = "\n\t"
#: Invisible letters and symbols: the Hangul fillers and the blank Braille pattern.
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"


def one_line(text: str, field: str, most: int) -> str:
    """Returns the text in NFC, trimmed, without control characters and marks of direction; "" if nothing of
    it is visible.

    Raises Invalid if it has more than `most` characters: normalization makes a few texts longer.
    """
    return _shown(text, field, most)


def clean_title(text: str) -> str:
    return one_line(text, "title", settings.LIMITS["title"])


def clean_topic(text: str) -> str:
    """Like `one_line`, but line breaks stay."""
    return _shown(text, "topic", settings.LIMITS["topic"], kept=_LINE_BREAKS)


def _shown(text: str, field: str, most: int, kept: str = "") -> str:
    seen = (each for each in _TURNING.sub("", text) if each in kept or not _is_control(each))
    composed = unicodedata.normalize("NFC", "".join(seen)).strip()
    if len(composed) > most:
        raise Invalid(f"{field} must have at most {most} characters.", fields={field: ["Too long."]})
    return composed if any(map(_is_visible, composed)) else ""


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp")


def _is_visible(character: str) -> bool:
    """Whether it is a letter, number, punctuation mark or symbol that is not blank."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK
