"""Name rules: no invisible or direction-changing characters, few marks on a letter, no mix of lookalike alphabets."""

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

from django.core.exceptions import ValidationError

# Joiners are part of Persian, of Indian scripts and of emoji, between two visible characters.
JOINERS = "\u200c\u200d"
# Invisible, although their categories say letter, mark or symbol: fillers, braille blank, grapheme joiner.
BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
# Other, unassigned, private, and line separators.
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
VIRAMA = 9
VARIATION = re.compile("[\ufe00-\ufe0f]")
# Vietnamese, Hebrew and Thai stay far below this, once composed.
MOST_MARKS = 4
# Alphabets with letters that look alike.
ALPHABETS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "MATHEMATICAL", "FULLWIDTH"}
# UTS 39 maps it to i, but most typefaces draw it as an l.
PALOCHKA = "\u04cf"

RESERVED = """
    abuse admin administrator administrators all anonymous api app billing bot channel deleted everybody everyone group
    help helpdesk here hostmaster info mail mailer-daemon me mod moderator moderators news nobody noreply notifications
    null official owner owners parlance password postmaster root security server settings staff status superuser support
    sysadmin system team undefined unknown webmaster
"""


def tidy_name(name: str) -> str:
    """Returns the name in NFC, with single ordinary spaces and none at the ends."""
    text = unicodedata.normalize("NFC", name)
    spaced = "".join(" " if unicodedata.category(each) == "Zs" else each for each in text)
    return re.sub(" +", " ", spaced).strip()


def validate_display_name(name: str) -> None:
    if any(_is_hidden(name, position) for position in range(len(name))):
        raise ValidationError("Use no control characters and no invisible ones.", code="control_characters")
    if name and not any(_is_visible(each) for each in name):
        raise ValidationError("Use at least one letter, digit or symbol.", code="invisible")
    if _longest_run_of_marks(name) > MOST_MARKS:
        raise ValidationError(f"Use at most {MOST_MARKS} accents on one letter.", code="marks")
    if any(len(_alphabets(word)) > 1 for word in name.split()):
        raise ValidationError("Use letters of one alphabet in a word.", code="mixed_alphabets")


def is_reserved(username: str) -> bool:
    return _folded(username) in _RESERVED


def latin_look(name: str) -> str:
    """Returns the Latin name that a name in another alphabet looks like, or "" if there is none."""
    if all(each.isascii() or not each.isalpha() for each in name):
        return ""
    look = "".join(_latin_looks().get(each, each) for each in unicodedata.normalize("NFKC", name))
    return look if look.isascii() else ""


@cache
def _latin_looks() -> dict[str, str]:
    """{letter of another alphabet: the ASCII letter it looks like}, a hundredth of the package's table (18 MB)."""
    table = json.loads(files("confusable_homoglyphs").joinpath("confusables.json").read_text())
    looks = {letter: [each["c"] for each in found if each["c"].isascii()] for letter, found in table.items()}
    return {letter: found[0] for letter, found in looks.items() if found and not letter.isascii()} | {PALOCHKA: "l"}


def _is_hidden(name: str, position: int) -> bool:
    character = name[position]
    if character in JOINERS:
        around = name[position - 1 : position] + name[position + 1 : position + 2]
        return len(around) < 2 or not all(map(_takes_joiner, around))
    return character in BLANK or unicodedata.category(character) in HIDDEN


def _takes_joiner(character: str) -> bool:
    """Whether a joiner has a meaning next to this character. Between letters of our alphabets it has none."""
    if VARIATION.match(character) or unicodedata.combining(character) == VIRAMA:
        return True
    return _is_visible(character) and not _alphabets(character) and not character.isascii()


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in BLANK


def _longest_run_of_marks(name: str) -> int:
    longest = run = 0
    for character in unicodedata.normalize("NFC", name):
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        longest = max(longest, run)
    return longest


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(each, "").partition(" ")[0] for each in word if each.isalpha()} & ALPHABETS


def _folded(username: str) -> str:
    """Returns a username as it looks, without separators between words."""
    return re.sub(r"[._-]", "", username.lower().translate(str.maketrans("i1|05", "lllos")))


_RESERVED = {_folded(each) for each in RESERVED.split()}
