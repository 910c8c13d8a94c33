"""Texts that are shown next to other people's: without what cannot be seen, and without what turns their direction."""

import re
import unicodedata

#: Characters that change the direction of the text around them.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LINE_BREAKS = "\n\t"
#: Invisible letters and symbols: the Hangul fillers and the blank Braille pattern.
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"


def readable(text: str, kept: str = "") -> str:
    """Returns the text, trimmed, without control characters and marks of direction; "" if nothing of it is visible.

    `kept` are control characters that stay.
    """
    seen = "".join(each for each in TURNING.sub("", text) if each in kept or not _is_control(each)).strip()
    return seen if any(map(_is_visible, seen)) else ""


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp")


def _is_visible(character: str) -> bool:
    """Whether it is a letter, number, punctuation mark or symbol that is not blank."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK
