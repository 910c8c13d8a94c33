"""`scripts/words` finds each word that the project does without, and only in prose."""

import subprocess
from pathlib import Path

import pytest

from chatproject.supervisor.plan import PROJECT

FOUND = [
    "Ask him.",
    "Whoever joins stays.",
    "Nobody can join.",
    "It notifies everybody's devices.",
    "A server of ours.",
    "The members are told.",
    "The page says so.",
    "Do not read such a message.",
    "Sent anew.",
    "Kept for ever.",
    "A reply came meanwhile.",
    "The reason is beside it.",
    "A dearer query.",
    "It works once only.",
    "Ten at the most.",
    "A history, held against another.",
    "A picture from a telephone.",
    "After a time-out.",
    "An e-mail was sent.",
    "Killed in mid-air.",
    "A plan and the parts thereof.",
    "It waits whilst others write.",
]
KEPT = [
    "The account `nobody` runs it.",
    'The value "nobody" asks everyone.',
    "A tag such as pt-BR.",
    "No such file.",
    "It has a picture of its own.",
    "See 0017-happenings-beside-the-log.md.",
]


def complaints(folder: Path, text: str) -> list[str]:
    page = folder / "page.md"
    page.write_text(text)
    result = subprocess.run([PROJECT / "scripts/words", page], capture_output=True, text=True, check=False)
    assert result.returncode == bool(result.stdout)
    return result.stdout.splitlines()


@pytest.mark.parametrize("text", FOUND)
def test_words_names_the_line_and_the_replacement_of_a_word_to_avoid(tmp_path: Path, text: str) -> None:
    [complaint] = complaints(tmp_path, f"# Page\n\n{text}\n")
    assert complaint.startswith(f"{tmp_path}/page.md:3: ")
    assert ": write " in complaint


@pytest.mark.parametrize("text", KEPT)
def test_words_accepts_names_and_common_phrases(tmp_path: Path, text: str) -> None:
    assert complaints(tmp_path, text) == []
