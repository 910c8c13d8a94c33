"""The preview of a text file."""

import codecs
import unicodedata
from pathlib import Path

LINES = 20
CHARACTERS = 2_000
#: A character has at most four bytes.
_BEGINNING = 4 * CHARACTERS
_KEPT = {"\n", "\t"}


def preview(source: Path) -> str | None:
    """Returns the first lines, decoded from UTF-8 or the older encoding of Windows; None if it is no text."""
    with source.open("rb") as file:
        data = file.read(_BEGINNING)
    if b"\0" in data:
        return None
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    lines = text[:CHARACTERS].split("\n")[:LINES]
    return "\n".join("".join(filter(_is_seen, line)) for line in lines).rstrip() or None


def _decoded(data: bytes) -> str:
    try:
        # The beginning may end within a character.
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _is_seen(character: str) -> bool:
    return character in _KEPT or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
