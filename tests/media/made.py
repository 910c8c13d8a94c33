"""Helpers of these tests: a file that is processed as a picture, and its variants."""

import io
from pathlib import Path

from PIL import Image

from media.processing.outcome import Made, Picture
from media.processing.running import run


def processed(source: Path, folder: Path) -> Picture:
    outcome = run(source, folder)
    assert isinstance(outcome, Picture), outcome
    return outcome


def opened(folder: Path, made: Made) -> Image.Image:
    image = Image.open(io.BytesIO((folder / made.file).read_bytes()))
    image.load()
    return image
