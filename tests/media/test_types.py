"""The type of a file that is no picture is determined by its content; a text has a preview."""

from pathlib import Path

import pytest

from media.processing import texts
from media.processing.outcome import Outcome, Plain, Text
from media.processing.running import run

_SCRIPT = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"", Plain(type="application/x-empty")),
        (_SCRIPT.encode(), Text(type="text/plain", preview=_SCRIPT)),
        (b"<!doctype html><b>", Text(type="text/plain", preview="<!doctype html><b>")),
        (b"%PDF-1.7 and so on", Plain(type="application/pdf")),
        (b"\0" * 4096, Plain(type="application/octet-stream")),
    ],
    ids=["empty", "svg", "html", "pdf", "zeros"],
)
def test_file_with_only_the_name_of_a_picture_is_typed_by_its_content(
    tmp_path: Path, folder: Path, data: bytes, outcome: Outcome
) -> None:
    source = tmp_path / "picture.jpg"
    source.write_bytes(data)
    assert run(source, folder) == outcome
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "preview"),
    [
        ("Grüße\r\nan alle\r\n".encode(), "Grüße\nan alle"),
        ("Grüße".encode("cp1252"), "Grüße"),
        (b"\xef\xbb\xbfx = 1", "x = 1"),
        ("a\u202eb\x07c\td".encode(), "abc\td"),
        (("ä" * 9_000).encode(), "ä" * 2_000),
        (b"line\n" * 100, "\n".join(["line"] * 20)),
    ],
    ids=["utf-8", "windows", "mark", "controls", "long", "lines"],
)
def test_how_a_text_begins(tmp_path: Path, data: bytes, preview: str) -> None:
    source = tmp_path / "it.txt"
    source.write_bytes(data)
    assert texts.preview(source) == preview
