"""What a file is, by its content: its name and its owner's word count for nothing."""

from pathlib import Path

UNKNOWN = "application/octet-stream"
#: How much of a file libmagic is shown.
_BEGINNING = 64 * 1024


def sniffed(source: Path) -> str:
    """Its media type; UNKNOWN where libmagic is not installed."""
    try:
        import magic
    except ImportError:
        return UNKNOWN
    with source.open("rb") as file:
        return str(magic.from_buffer(file.read(_BEGINNING), mime=True))
