"""Animated pictures, frame by frame: never all in memory."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageSequence

#: Milliseconds of a frame with no duration, or with one that browsers ignore.
_USUAL = 100
_SHORTEST = 20


def save(image: Image.Image, path: Path, format: str, size: tuple[int, int] | None = None) -> None:
    """Saves all frames again, at this size or their own."""
    durations = [_duration(frame) for frame in ImageSequence.Iterator(image)]
    loop = image.info.get("loop", 1)  # without this value, it plays once
    image.seek(0)
    frames = _frames(image, size)
    next(frames).save(path, format, save_all=True, append_images=frames, duration=durations, loop=loop, disposal=2)


def _frames(image: Image.Image, size: tuple[int, int] | None) -> Iterator[Image.Image]:
    for frame in ImageSequence.Iterator(image):
        plain = frame.convert("RGBA")
        plain.info = {}
        yield plain.resize(size, Image.Resampling.BILINEAR) if size else plain


def _duration(frame: Image.Image) -> int:
    frame.load()  # WebP has the duration only after this
    duration = int(frame.info.get("duration") or _USUAL)
    return duration if duration >= _SHORTEST else _USUAL
