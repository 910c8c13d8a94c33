"""What a file is called: as its owner said, without what could mislead a reader, a header or a disk."""

import re
import unicodedata

LONGEST = 255
NAMELESS = "file"
#: Marks that turn the direction of writing: after one, "gpj.exe" is read as "exe.jpg".
_TURNS = {*"\u061c\u200e\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\ufeff"}
#: Control characters, halves of characters, line and paragraph separators, what is no character.
_UNSEEN = {"Cc", "Cs", "Zl", "Zp", "Cn"}
_LONGEST_ENDING = 16


def clean_name(name: str) -> str:
    """One line of at most LONGEST characters, in NFC, without a path; never empty."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(each for each in last if each not in _TURNS and unicodedata.category(each) not in _UNSEEN)
    short = _shortened(unicodedata.normalize("NFC", seen).strip())
    return short if short.strip(". ") else NAMELESS


def _shortened(name: str) -> str:
    """What is too long keeps its ending: people and programs go by it."""
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        return name[:LONGEST].rstrip()
    return stem[: LONGEST - len(ending) - 1].rstrip() + dot + ending


def renamed(name: str, type: str, suffix: str = "") -> str:
    """What is called so, made into something of another type: "lake.heic" is "lake.jpeg" as an image/jpeg."""
    stem = name.rpartition(".")[0] or name
    return f"{stem}{suffix}.{type.rpartition('/')[2]}"
