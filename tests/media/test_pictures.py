"""Processing of pictures: upright, without metadata, in several sizes; damaged ones as far as they go."""

from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image

from media.processing.outcome import Plain
from media.processing.running import run
from tests.media import corpus
from tests.media.made import opened, processed


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
