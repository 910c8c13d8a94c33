"""Determines the type of a file and processes it accordingly."""

import os
import traceback
from pathlib import Path

from media.processing import films, pictures, texts
from media.processing.outcome import Outcome, Plain, Refused, Text
from media.processing.sniffing import UNKNOWN, sniffed

#: Some programs execute files of these types: they are shown as text, never as what they are.
_TEXTS = ("text/", "application/json", "application/xml", "application/javascript", "image/svg")

#: The picture format of phones. Its decoders have had security holes, so the operator must enable it.
_HEIC = ("image/heic", "image/heif")


def process(source: Path, folder: Path) -> Outcome:
    """Returns the kind of file. A picture, film or sound that cannot be decoded within the limits is a plain file."""
    type = sniffed(source)
    try:
        outcome = _decoded(source, folder, type)
    except Exception:  # a decoder may raise anything; the traceback shows whether the fault is in this code
        traceback.print_exc()
        return Plain(type=type)
    return Plain(type=type) if isinstance(outcome, Refused) else outcome


def _decoded(source: Path, folder: Path, type: str) -> Outcome:
    # Without libmagic, the decoders themselves detect whether they can read it.
    if type in pictures.TYPES.values() or type == UNKNOWN:
        outcome = pictures.process(source, folder)
        if type != UNKNOWN or outcome != Refused("unreadable"):
            return outcome
    if type in _HEIC and os.environ.get("MEDIA_HEIC") == "on":
        return pictures.process(source, folder, heic=True)
    if type in films.TYPES:
        return films.process(source, folder, type)
    if type.startswith(_TEXTS) and (preview := texts.preview(source)):
        return Text(type="text/plain", preview=preview)
    return Plain(type=type)
