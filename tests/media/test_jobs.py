"""A processing job is limited in memory, time and size, and has no network."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from media.processing import pictures, running
from media.processing.outcome import Plain, Refused
from media.processing.running import run
from tests.contract.server import ROOT
from tests.media import corpus
from tests.media.made import processed


@pytest.mark.parametrize(
    ("make", "type"),
    [(corpus.png_bomb, "image/png"), (corpus.endless, "image/gif")],
    ids=["pixels", "frames"],
)
def test_bomb_is_a_file_and_does_not_go_off(tmp_path: Path, folder: Path, make, type: str) -> None:  # type: ignore[no-untyped-def]
    outcome = run(make(tmp_path / "bomb"), folder)
    assert outcome == Plain(type=type)
    assert list(folder.iterdir()) == []
    assert _peak(tmp_path / "bomb", folder) < 200 * 1024


def test_picture_with_an_endless_comment_loses_it(tmp_path: Path, folder: Path) -> None:
    assert processed(corpus.text_bomb(tmp_path / "bomb"), folder).width == 10
    assert sum(made.stat().st_size for made in folder.iterdir()) < 2_000
    assert _peak(tmp_path / "bomb", folder) < 200 * 1024


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_picture_above_the_pixel_bound_is_a_file(tmp_path: Path, folder: Path, settings: Any, format: str) -> None:
    """A phone's camera has 108 million pixels: one row more than the limit stands for it."""
    assert settings.LIMITS["picture_pixels"] == pictures.MAX_PIXELS == 8_000**2
    source = tmp_path / "it"
    Image.new("L", (8_000, 8_001)).save(source, format)
    assert run(source, folder) == Plain(type=f"image/{format.lower()}")


def _peak(source: Path, folder: Path) -> int:
    """Returns the peak memory of a job in KiB, measured from a small process: a child's peak begins with
    its parent's.
    """
    ask = (
        "import pathlib, resource, sys; from media.processing.running import run;"
        "run(*map(pathlib.Path, sys.argv[1:]));"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", ask, str(source), str(folder)], cwd=ROOT, capture_output=True, check=True
    )
    return int(asked.stdout)


def test_a_job_that_takes_too_long_is_ended(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.01)
    assert run(corpus.photograph(tmp_path / "it.jpg"), folder) == Refused("took_too_long")


@pytest.mark.parametrize(
    ("work", "end"),
    [
        ("bytearray(4 * 1024**3)", 1),
        ("open(sys.argv[1], 'wb').truncate(3 * 1024**3)", 1),
        ("[open(sys.argv[1], 'ab') for _ in range(200)]", 1),
        ("resource.getrlimit(resource.RLIMIT_CPU)[0] == 60 or sys.exit(7)", 0),
    ],
    ids=["memory", "disk", "files", "time"],
)
def test_a_job_is_bounded(tmp_path: Path, work: str, end: int) -> None:
    code = f"import resource, sys; from media.processing.child import bound; bound(); {work}"
    ended = subprocess.run([sys.executable, "-c", code, tmp_path / "it"], cwd=ROOT, capture_output=True)
    assert ended.returncode == end, ended.stderr


def test_a_job_has_no_network() -> None:
    code = (
        "import socket; from media.processing.child import unplug; unplug(); "
        "socket.create_connection(('127.0.0.1', int(__import__('sys').argv[1])))"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        ended = subprocess.run([sys.executable, "-c", code, port], cwd=ROOT, capture_output=True, text=True)
    assert "Network is unreachable" in ended.stderr
