"""Processing of pictures: upright, without metadata, in several sizes. Files that are no pictures stay files."""

import io
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image

from media.processing import pictures, running, texts
from media.processing.outcome import Made, Outcome, Picture, Plain, Refused, Text
from media.processing.running import run
from tests.contract.server import ROOT
from tests.media import corpus


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "made"
    made.mkdir()
    return made


def processed(source: Path, folder: Path) -> Picture:
    outcome = run(source, folder)
    assert isinstance(outcome, Picture), outcome
    return outcome


def opened(folder: Path, made: Made) -> Image.Image:
    image = Image.open(io.BytesIO((folder / made.file).read_bytes()))
    image.load()
    return image


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photograph_stands_upright_and_tells_nothing_of_its_maker(
    tmp_path: Path, folder: Path, orientation: int
) -> None:
    source = corpus.photograph(tmp_path / "it.jpg", orientation=orientation)
    picture = processed(source, folder)
    lies = orientation in (6, 8)
    assert (picture.type, picture.width, picture.height) == ("image/jpeg", *((800, 1200) if lies else (1200, 800)))
    assert corpus.SECRET in source.read_bytes()
    for made in picture.made:
        image = opened(folder, made)
        assert image.size == (made.width, made.height)
        assert not image.getexif()
        assert not set(image.info) & {"exif", "xmp", "comment", "photoshop"}
        assert corpus.SECRET not in (folder / made.file).read_bytes()
        assert _where_it_is_light(image) == {1: "right", 3: "left", 6: "bottom", 8: "top"}[orientation]


def _where_it_is_light(image: Image.Image) -> str:
    grey, (width, height) = image.convert("L"), image.size
    middle_x, middle_y = width // 2, height // 2
    edges = {
        "left": (2, middle_y),
        "right": (width - 3, middle_y),
        "top": (middle_x, 2),
        "bottom": (middle_x, height - 3),
    }
    return max(edges, key=lambda edge: cast("int", grey.getpixel(edges[edge])))


def test_heic_is_a_picture_where_the_operator_wants_it(tmp_path: Path, folder: Path, settings: Any) -> None:
    source = corpus.heic(tmp_path / "it.heic")
    assert corpus.SECRET in source.read_bytes()
    assert run(source, folder) == Plain("image/heic")
    settings.MEDIA_HEIC = True
    picture = processed(source, folder)
    assert (picture.type, picture.width, picture.height, picture.is_animated) == ("image/heic", 1200, 800, False)
    assert [(made.name, made.type) for made in picture.made][:2] == [
        ("original", "image/jpeg"),
        ("small", "image/webp"),
    ]
    for made in picture.made:
        assert corpus.SECRET not in (folder / made.file).read_bytes()
        assert _where_it_is_light(opened(folder, made)) == "right"


def test_variants_are_no_larger_than_they_need_to_be(tmp_path: Path, folder: Path) -> None:
    picture = processed(corpus.photograph(tmp_path / "it.jpg", width=3000, height=1500), folder)
    assert [(made.name, made.width, made.height) for made in picture.made] == [
        ("original", 3000, 1500),
        ("small", 320, 160),
        ("medium", 960, 480),
        ("large", 2048, 1024),
    ]
    sizes = [(folder / made.file).stat().st_size for made in picture.made]
    assert sizes[1] < sizes[2] < sizes[3] < sizes[0]


def test_a_small_picture_has_one_variant(tmp_path: Path, folder: Path) -> None:
    picture = processed(corpus.drawing(tmp_path / "it.png", "PNG", width=90, height=60), folder)
    assert [(made.name, made.width) for made in picture.made] == [("original", 90), ("small", 90)]


@pytest.mark.parametrize(("format", "type"), [("PNG", "image/png"), ("WEBP", "image/webp"), ("AVIF", "image/avif")])
def test_transparent_picture_stays_transparent(tmp_path: Path, folder: Path, format: str, type: str) -> None:
    picture = processed(corpus.drawing(tmp_path / "it", format), folder)
    assert (picture.type, picture.width, picture.height, picture.is_animated) == (type, 500, 300, False)
    for made in picture.made:
        corner = opened(folder, made).convert("RGBA").getpixel((2, 2))
        assert isinstance(corner, tuple)
        assert corner[3] == 0
        assert corpus.SECRET not in (folder / made.file).read_bytes()


@pytest.mark.parametrize("format", ["GIF", "WEBP"])
def test_an_animation_moves_in_every_size(tmp_path: Path, folder: Path, format: str) -> None:
    picture = processed(corpus.animation(tmp_path / "it", format), folder)
    assert picture.is_animated
    assert [(made.name, made.type, made.width) for made in picture.made] == [
        ("original", f"image/{format.lower()}", 400),
        ("small", "image/webp", 320),
        ("medium", "image/webp", 400),
    ]
    for made in picture.made:
        image = opened(folder, made)
        assert image.n_frames == 12  # type: ignore[attr-defined]
        assert image.info["loop"] == 0
        assert image.info["duration"] == 50


def test_sixteen_bits_and_four_inks_keep_their_colour(tmp_path: Path, folder: Path) -> None:
    grey = processed(corpus.deep(tmp_path / "deep.png"), folder)
    assert opened(folder, grey.made[1]).convert("RGB").getpixel((50, 50)) == pytest.approx((156, 156, 156), abs=2)
    red = processed(corpus.printed(tmp_path / "printed.jpg"), folder)
    for made in red.made:
        pixel = opened(folder, made).convert("RGB").getpixel((150, 150))
        assert pixel == pytest.approx((255, 0, 0), abs=25)


def test_the_placeholder_is_short(tmp_path: Path, folder: Path) -> None:
    picture = processed(corpus.photograph(tmp_path / "it.jpg"), folder)
    assert 8 <= len(picture.thumbhash) <= 40


def test_a_script_behind_a_picture_does_not_come_along(tmp_path: Path, folder: Path) -> None:
    picture = processed(corpus.polyglot(tmp_path / "it.gif"), folder)
    for made in picture.made:
        assert b"script" not in (folder / made.file).read_bytes()


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
    """A telephone takes 108 million pixels: one row more than are decoded stands for it."""
    assert settings.LIMITS["picture_pixels"] == pictures.MAX_PIXELS == 8_000**2
    source = tmp_path / "it"
    Image.new("L", (8_000, 8_001)).save(source, format)
    assert run(source, folder) == Plain(type=f"image/{format.lower()}")


def _peak(source: Path, folder: Path) -> int:
    """KiB a job takes at most, asked of a small process: a child's peak begins with its parent's."""
    ask = (
        "import pathlib, resource, sys; from media.processing.running import run;"
        "run(*map(pathlib.Path, sys.argv[1:]));"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", ask, str(source), str(folder)], cwd=ROOT, capture_output=True, check=True
    )
    return int(asked.stdout)


def _cut(tmp_path: Path, format: str, part: float, **options: Any) -> Path:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    if format == "GIF":
        corpus.animation(whole, format)
    else:
        corpus._gradient(640, 480).rotate(-90).resize((640, 480)).save(whole, format, **options)
    data = whole.read_bytes()
    cut.write_bytes(data[: int(len(data) * part)])
    return cut


@pytest.mark.parametrize(
    ("format", "options"), [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("GIF", {})]
)
@pytest.mark.parametrize("part", [0.2, 0.6, 0.97])
def test_cut_picture_is_shown_as_far_as_it_goes(
    tmp_path: Path, folder: Path, format: str, options: dict[str, Any], part: float
) -> None:
    picture = processed(_cut(tmp_path, format, part, **options), folder)
    for made in picture.made:
        assert opened(folder, made).size == (made.width, made.height)


@pytest.mark.parametrize(
    ("format", "part"), [("JPEG", 0.02), ("WEBP", 0.02), ("WEBP", 0.6), ("AVIF", 0.1), ("AVIF", 0.6)]
)
def test_picture_that_cannot_be_decoded_is_a_file(tmp_path: Path, folder: Path, format: str, part: float) -> None:
    assert run(_cut(tmp_path, format, part), folder) == Plain(type=f"image/{format.lower()}")


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
