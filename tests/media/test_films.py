"""Processing of video and audio: the result plays in browsers and has no metadata about its maker."""

import base64
import random
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from media.processing import ffmpeg
from media.processing.outcome import Film, Outcome, Plain
from media.processing.running import run

_SECRET = "of Jane Doe, at home"
_PICTURE = ("-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=1")
#: Twice as long as the picture.
_SOUND = ("-f", "lavfi", "-i", "aevalsrc='sin(440*2*PI*t)*t/2.1':s=48000:d=2")
_TOLD = ("-metadata", f"title={_SECRET}", "-metadata", "location=+52.5+13.4/")


def recorded(path: Path, *options: str) -> Path:
    subprocess.run(["ffmpeg", "-v", "error", *options, *_TOLD, str(path)], check=True, capture_output=True)
    return path


def film(outcome: Outcome) -> Film:
    assert isinstance(outcome, Film), outcome
    return outcome


@pytest.mark.parametrize(
    ("name", "options", "type"),
    [
        ("it.mp4", (*_PICTURE, *_SOUND, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"), "video/mp4"),
        ("it.mov", (*_PICTURE, "-c:v", "libx264", "-pix_fmt", "yuv420p"), "video/mp4"),
        ("it.webm", (*_PICTURE, *_SOUND, "-c:v", "libvpx", "-c:a", "libopus"), "video/webm"),
    ],
)
def test_a_film_is_played_with_a_poster_and_tells_nothing_of_its_maker(
    tmp_path: Path, folder: Path, name: str, options: tuple[str, ...], type: str
) -> None:
    source = recorded(tmp_path / name, *options)
    assert _SECRET.encode() in source.read_bytes()
    found = film(run(source, folder))
    assert (found.kind, found.type, found.width, found.height) == ("video", type, 160, 120)
    assert found.duration_ms == pytest.approx(2000 if len(options) > 8 else 1000, abs=150)
    original, poster = found.made
    assert _SECRET.encode() not in (folder / original.file).read_bytes()
    assert b"+52.5" not in (folder / original.file).read_bytes()
    assert (poster.name, poster.width, poster.height) == ("poster", 160, 120)
    with Image.open(folder / poster.file) as image:
        assert image.size == (160, 120)
    assert found.thumbhash


def test_a_film_that_was_held_upright_is_upright(tmp_path: Path, folder: Path) -> None:
    lying = recorded(tmp_path / "lying.mp4", *_PICTURE, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    turned = recorded(tmp_path / "it.mp4", "-i", str(lying), "-c", "copy", "-metadata:s:v:0", "rotate=90")
    found = film(run(turned, folder))
    assert (found.width, found.height) == (120, 160)
    assert [(each.width, each.height) for each in found.made] == [(120, 160), (120, 160)]
    again = ffmpeg.probe(folder / found.made[0].file)
    assert [abs(each["rotation"]) for each in again["streams"][0]["side_data_list"]] == [90]


@pytest.mark.parametrize(
    ("name", "options", "type"),
    [
        ("it.mp3", ("-c:a", "libmp3lame"), "audio/mpeg"),
        ("it.m4a", ("-c:a", "aac"), "audio/mp4"),
        ("it.webm", ("-c:a", "libopus"), "audio/webm"),
        ("it.ogg", ("-c:a", "libopus"), "audio/ogg"),
        ("it.flac", ("-c:a", "flac"), "audio/flac"),
        ("it.wav", ("-c:a", "pcm_s16le"), "audio/wav"),
    ],
)
def test_a_sound_is_drawn(tmp_path: Path, folder: Path, name: str, options: tuple[str, ...], type: str) -> None:
    found = film(run(recorded(tmp_path / name, *_SOUND, *options), folder))
    assert (found.kind, found.type, found.width, found.thumbhash) == ("audio", type, None, None)
    assert found.duration_ms == pytest.approx(2000, abs=150)
    assert _SECRET.encode() not in (folder / found.made[0].file).read_bytes()
    bars = base64.b64decode(str(found.waveform))
    assert len(bars) == 100
    # The sound gets louder all the time.
    assert bars[10] < bars[50] < bars[90] <= 255


@pytest.mark.parametrize("ending", ["mp3", "m4a", "flac"])
@pytest.mark.parametrize("side", [64, 500], ids=["small", "large"])
def test_the_cover_of_a_record_is_no_film(tmp_path: Path, folder: Path, ending: str, side: int) -> None:
    """The large one takes 750 KB, far more than libmagic reads."""
    Image.frombytes("RGB", (side, side), random.Random(1).randbytes(3 * side * side)).save(tmp_path / "cover.png")
    cover = ("-i", str(tmp_path / "cover.png"), "-map", "0:v", "-map", "1:a", "-c:v", "png", "-disposition:v:0")
    source = recorded(tmp_path / f"it.{ending}", *cover[:2], *_SOUND, *cover[2:], "attached_pic")
    found = film(run(source, folder))
    assert (found.kind, found.width, len(found.made)) == ("audio", None, 1)


def test_video_that_no_browser_plays_is_kept_unchanged(tmp_path: Path, folder: Path) -> None:
    source = recorded(tmp_path / "it.mkv", *_PICTURE, "-c:v", "mpeg4")
    assert run(source, folder) == Plain(type="video/x-matroska")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("part", [0.2, 0.7])
def test_broken_film_is_a_file(tmp_path: Path, folder: Path, part: float) -> None:
    """The table of contents of the cut file is missing, because it comes last."""
    data = recorded(tmp_path / "it.mp4", *_PICTURE, "-c:v", "libx264", "-pix_fmt", "yuv420p").read_bytes()
    (tmp_path / "broken.mp4").write_bytes(data[: int(len(data) * part)])
    assert run(tmp_path / "broken.mp4", folder) == Plain(type="video/mp4")


def test_undecodable_sound_is_a_file(tmp_path: Path, folder: Path) -> None:
    """Only a FLAC's header has its duration."""
    data = recorded(tmp_path / "it.flac", *_SOUND, "-c:a", "flac").read_bytes()
    (tmp_path / "broken.flac").write_bytes(data[:64] + bytes(byte ^ 0x5A for byte in data[64:]))
    assert run(tmp_path / "broken.flac", folder) == Plain(type="audio/flac")


def test_a_playlist_reads_no_other_file(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "secret.txt").write_text(_SECRET)
    lists = {
        "it.m3u8": f"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile://{tmp_path}/secret.txt\n#EXT-X-ENDLIST\n",
        "it.ffconcat": f"ffconcat version 1.0\nfile '{tmp_path}/secret.txt'\n",
    }
    for name, text in lists.items():
        source = tmp_path / name
        source.write_text(text)
        assert not isinstance(run(source, folder), Film)
        with pytest.raises(ffmpeg.Failed):
            ffmpeg.probe(source)
    assert all(_SECRET.encode() not in made.read_bytes() for made in folder.iterdir())
