"""File names: as the uploader gave them, without anything that could mislead a reader, a header or a disk."""

import re
import unicodedata

LONGEST = 255
NAMELESS = "file"
#: Characters that change the direction of writing: after one, "gpj.exe" is read as "exe.jpg".
_TURNS = {*"\u061c\u200e\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\ufeff"}
#: Control characters, surrogates, line and paragraph separators, unassigned code points.
_UNSEEN = {"Cc", "Cs", "Zl", "Zp", "Cn"}
_LONGEST_ENDING = 16


def clean_name(name: str) -> str:
    """Returns one line of at most LONGEST characters, in NFC, without a path; never empty."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(each for each in last if each not in _TURNS and unicodedata.category(each) not in _UNSEEN)
    short = _shortened(unicodedata.normalize("NFC", seen).strip())
    return short if short.strip(". ") else NAMELESS


def _shortened(name: str) -> str:
    """Shortens a long name but keeps its extension, which users and programs rely on."""
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        return name[:LONGEST].rstrip()
    return stem[: LONGEST - len(ending) - 1].rstrip() + dot + ending


def renamed(name: str, type: str, suffix: str = "") -> str:
    """Returns the name with the extension of another type: "lake.heic" is "lake.jpeg" as an image/jpeg."""
    stem = name.rpartition(".")[0] or name
    return f"{stem}{suffix}.{type.rpartition('/')[2]}"
