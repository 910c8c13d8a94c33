"""The facts about a file besides its bytes: first what the uploader declared, later what processing found."""

import logging
from functools import lru_cache
from typing import Any

from msgspec import Struct, ValidationError, convert

from chatproject.contract.objects.base import Count

log = logging.getLogger(__name__)


class MadeVariant(Struct, frozen=True, omit_defaults=True):
    """A file made from another and stored with it, under this name. Sides in pixels."""

    name: str
    type: str
    size: Count
    sha256: str
    width: Count
    height: Count


class Details(Struct, frozen=True, omit_defaults=True):
    """Sides in pixels, as shown; `thumbhash` and `waveform` in base64; `preview` is the beginning of a text."""

    width: Count | None = None
    height: Count | None = None
    duration_ms: Count | None = None
    is_animated: bool = False
    is_playable: bool = False
    thumbhash: str | None = None
    waveform: str | None = None
    preview: str | None = None
    variants: tuple[MadeVariant, ...] = ()


def read_details(attachment: object, details: Any) -> Details:
    """Returns the details of the attachment with this id; empty if its row is damaged."""
    try:
        return convert(details, Details)
    except ValidationError:
        note_damaged(str(attachment))
        return Details()


@lru_cache(maxsize=1_000)
def note_damaged(attachment: str) -> None:
    """Logs an attachment whose row cannot be read, once in each process."""
    log.error("the row of attachment %s is damaged: it is shown as a plain file", attachment)
