"""One file, whatever it is: looked into, and made fit to be shown."""

import os
import traceback
from pathlib import Path

from media.processing import films, pictures, texts
from media.processing.outcome import Outcome, Plain, Refused, Text
from media.processing.sniffing import UNKNOWN, sniffed

#: Some of these are programs to somebody: shown as text, never as what they are.
_TEXTS = ("text/", "application/json", "application/xml", "application/javascript", "image/svg")

#: What telephones take pictures in. Its decoders have had holes, so it is the operator's to want it.
_HEIC = ("image/heic", "image/heif")


def process(source: Path, folder: Path) -> Outcome:
    """Return what the file is. A picture, film or sound that cannot be decoded within the bounds is a plain file."""
    type = sniffed(source)
    try:
        outcome = _decoded(source, folder, type)
    except Exception:  # a decoder may raise anything; the traceback says whether the fault is ours
        traceback.print_exc()
        return Plain(type=type)
    return Plain(type=type) if isinstance(outcome, Refused) else outcome


def _decoded(source: Path, folder: Path, type: str) -> Outcome:
    # Where libmagic is missing, the decoders themselves say whether it is theirs.
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
