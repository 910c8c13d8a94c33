"""Films and sounds: those that browsers play are stored without metadata about their maker; the others stay as they
are.
"""

import base64
from array import array
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from media.processing import ffmpeg
from media.processing.outcome import Film, Made, Outcome, Plain, Refused
from media.processing.pictures import MAX_PIXELS, SIZES, thumbhash

#: libmagic's types for files that are given to ffmpeg.
TYPES = {
    "video/mp4",
    "video/quicktime",
    "video/x-m4v",
    "video/3gpp",
    "video/webm",
    "video/x-matroska",
    "video/ogg",
    "application/ogg",
    "audio/mpeg",
    "audio/ogg",
    "audio/mp4",
    "audio/x-m4a",
    "audio/x-wav",
    "audio/wav",
    "audio/flac",
    "audio/x-flac",
}
_BARS = 100
#: Samples per second that are enough to draw a waveform; of a long recording only the first hour.
_RATE = 8_000
_HOUR = "3600"


class _Container(NamedTuple):
    """The forms that browsers play: the muxer, its types, and the codecs."""

    muxer: str
    video_type: str
    audio_type: str
    video: frozenset[str]
    audio: frozenset[str]


_CONTAINERS = {
    "mov": _Container("mp4", "video/mp4", "audio/mp4", frozenset({"h264", "av1"}), frozenset({"aac", "mp3", "opus"})),
    "matroska": _Container(
        "webm", "video/webm", "audio/webm", frozenset({"vp8", "vp9", "av1"}), frozenset({"opus", "vorbis"})
    ),
    "ogg": _Container("ogg", "video/ogg", "audio/ogg", frozenset(), frozenset({"opus", "vorbis", "flac"})),
    "mp3": _Container("mp3", "", "audio/mpeg", frozenset(), frozenset({"mp3"})),
    "flac": _Container("flac", "", "audio/flac", frozenset(), frozenset({"flac"})),
    "wav": _Container("wav", "", "audio/wav", frozenset(), frozenset({"pcm_s16le", "pcm_u8", "pcm_s24le"})),
}


class _Found(NamedTuple):
    container: _Container
    picture: dict[str, Any] | None
    sound: dict[str, Any] | None
    seconds: float | None

    @property
    def is_playable(self) -> bool:
        codec = self.sound and self.sound["codec_name"]
        if self.picture and self.picture["codec_name"] not in self.container.video:
            return False
        return bool(self.picture or self.sound) and (codec is None or codec in self.container.audio)


def process(source: Path, folder: Path, type: str) -> Outcome:
    """Processes a film or sound. Without ffmpeg it is stored like any other file."""
    if not ffmpeg.is_here():
        return Plain(type=type)
    try:
        found = _looked_at(source)
        if not found.is_playable:
            return Plain(type=type)
        return _film(source, folder, found)
    except ffmpeg.Failed:
        return Refused("unreadable")


def _looked_at(source: Path) -> _Found:
    probed = ffmpeg.probe(source)
    streams = probed.get("streams", [])
    # Album art is no film.
    pictures = [
        each for each in streams if each["codec_type"] == "video" and not each["disposition"].get("attached_pic")
    ]
    sounds = [each for each in streams if each["codec_type"] == "audio"]
    container = _CONTAINERS[probed["format"]["format_name"].partition(",")[0]]
    seconds = probed["format"].get("duration")
    return _Found(
        container, pictures[0] if pictures else None, sounds[0] if sounds else None, float(seconds) if seconds else None
    )


def _film(source: Path, folder: Path, found: _Found) -> Outcome:
    width = height = 0
    if found.picture:
        width, height = _upright(found.picture)
        if not 0 < width * height <= MAX_PIXELS:
            return Refused("too_large_picture")
    type = found.container.video_type if found.picture else found.container.audio_type
    clean = folder / "original"
    # V excludes album art, at any position.
    kept = (*(("-map", "0:V:0") if found.picture else ()), *(("-map", "0:a:0") if found.sound else ()))
    bare = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags", "+bitexact")
    fast = ("-movflags", "+faststart") if found.container.muxer == "mp4" else ()
    ffmpeg.convert(source, *kept, "-c", "copy", *bare, *fast, "-f", found.container.muxer, str(clean))
    # A recording that did not end properly only has its length now.
    seconds = _looked_at(clean).seconds or found.seconds
    made = [Made("original", clean.name, type, width, height)]
    picture = _poster(clean, folder, seconds) if found.picture else None
    return Film(
        kind="video" if found.picture else "audio",
        type=type,
        width=width or None,
        height=height or None,
        duration_ms=round(seconds * 1000) if seconds is not None else None,
        thumbhash=picture and picture[1],
        waveform=None if found.picture else _waveform(clean),
        made=[*made, picture[0]] if picture else made,
    )


def _upright(picture: dict[str, Any]) -> tuple[int, int]:
    turned = [abs(int(each["rotation"])) for each in picture.get("side_data_list", []) if "rotation" in each]
    sides = int(picture["width"]), int(picture["height"])
    return sides[::-1] if turned and turned[0] % 180 == 90 else sides


def _poster(film: Path, folder: Path, seconds: float | None) -> tuple[Made, str]:
    frame, poster = folder / "frame.png", folder / "poster.webp"
    # The very first frame is often black; the sound may continue after the pictures end.
    for moment in (min(1.0, (seconds or 0) / 4), 0):
        one = ("-frames:v", "1", "-c:v", "png", "-f", "image2", "-update", "1", str(frame))
        ffmpeg.convert(film, *one, before=("-ss", f"{moment:.3f}"))
        if frame.exists():
            break
    else:
        raise ffmpeg.Failed("it has no frame")
    with Image.open(frame, formats=["PNG"]) as image:
        image.load()
        side, quality = SIZES["medium"]
        image.thumbnail((side, side))
        image.convert("RGB").save(poster, "WEBP", quality=quality)
        return Made("poster", poster.name, "image/webp", *image.size), thumbhash(image)


def _waveform(sound: Path) -> str:
    """Returns the loudness of up to a fixed number of moments, a byte each, in base64."""
    heard = array("h")
    heard.frombytes(ffmpeg.convert(sound, "-t", _HOUR, "-ac", "1", "-ar", str(_RATE), "-f", "s16le", "pipe:1"))
    if not heard:
        raise ffmpeg.Failed("it has no sample")
    bars = min(_BARS, len(heard))
    edges = [at * len(heard) // bars for at in range(bars + 1)]
    peaks = [max(map(abs, heard[start:end:8])) for start, end in pairwise(edges)]
    loudest = max(*peaks, 1)
    return base64.b64encode(bytes(min(255, peak * 255 // loudest) for peak in peaks)).decode()
