"""Determines the type of a file from its content: its name and the declared type are ignored."""

from pathlib import Path

UNKNOWN = "application/octet-stream"
#: The part of a file that libmagic reads.
_BEGINNING = 64 * 1024
#: The tag at the start of an MP3. A large cover image in it hides the audio from libmagic.
_ID3 = b"ID3"


def sniffed(source: Path) -> str:
    """Returns the media type; UNKNOWN if libmagic is not installed."""
    try:
        import magic
    except ImportError:
        return UNKNOWN
    with source.open("rb") as file:
        beginning = file.read(_BEGINNING)
    type = str(magic.from_buffer(beginning, mime=True))
    return "audio/mpeg" if type == UNKNOWN and beginning.startswith(_ID3) else type
