"""File names mislead no reader, no header and no disk."""

import sys
import unicodedata

import pytest

from accounts.models import User
from conversations.models import Conversation
from media.names import clean_name
from tests.media.test_refusals import begin

LONG = "x" * 10_240


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("photo.jpg", "photo.jpg"),
        ("Ünïcödé 🌱 данные.txt", "Ünïcödé 🌱 данные.txt"),
        ("e\u0301te\u0301.txt", "été.txt"),
        (".gitignore", ".gitignore"),
        ("family 👩‍👧.png", "family 👩‍👧.png"),
        ("نامه‌ها.pdf", "نامه‌ها.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\cat.png", "cat.png"),
        ("a\0b.txt", "ab.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie: x=1.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u2066a\u2069\u200f.txt", "a.txt"),
        ("a\u2028b\u2029.txt", "ab.txt"),
        ("a\ud800.txt", "a.txt"),
        ("  spaced  ", "spaced"),
        ("", "file"),
        ("..", "file"),
        ("...", "file"),
        ("/", "file"),
        ("\x01\x02", "file"),
        ("\u202e", "file"),
        (LONG + ".jpeg", "x" * 250 + ".jpeg"),
        (LONG, "x" * 255),
        ("a." + LONG, "a." + "x" * 253),
    ],
)
def test_a_name_is_cleaned(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_whatever_comes_a_name_is_one_visible_line() -> None:
    """Every existing character, two hundred at a time."""
    for start in range(0, sys.maxunicode, 200):
        name = clean_name("".join(map(chr, range(start, min(start + 200, sys.maxunicode + 1)))))
        assert 1 <= len(name) <= 255
        assert name == unicodedata.normalize("NFC", name) == name.strip()
        assert not {unicodedata.category(each) for each in name} & {"Cc", "Cs", "Zl", "Zp"}
        assert not set(name) & set("/\\\u202e\u2066\u200f")
        name.encode()


def test_the_api_answers_the_name_that_is_kept(alice: User, garden: Conversation) -> None:
    assert begin(alice, garden, name="../\u202e\r\n\0a.txt").body["name"] == "a.txt"
    assert begin(alice, garden, name=LONG).body["name"] == "x" * 255
