"""Titles and topics of conversations, normalized for storage."""

import unicodedata

from django.conf import settings

from chatproject.contract.errors import Invalid
from chatproject.contract.texts import LINE_BREAKS, readable


def one_line(text: str, field: str, most: int) -> str:
    """Returns the readable text in NFC. Raises Invalid if it has more than `most` characters: normalization makes a few
    texts longer.
    """
    return _composed(readable(text), field, most)


def clean_title(text: str) -> str:
    return one_line(text, "title", settings.LIMITS["title"])


def clean_topic(text: str) -> str:
    """Like `one_line`, but line breaks stay."""
    return _composed(readable(text, LINE_BREAKS), "topic", settings.LIMITS["topic"])


def _composed(text: str, field: str, most: int) -> str:
    composed = unicodedata.normalize("NFC", text)
    if len(composed) > most:
        raise Invalid(f"{field} must have at most {most} characters.", fields={field: ["Too long."]})
    return composed
