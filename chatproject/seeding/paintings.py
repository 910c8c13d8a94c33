"""Pictures and sounds for the demo world, made by code: free of rights, and no bytes in the source."""

import io
import math
import random
import struct
import wave
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]

_SKIES: tuple[tuple[Colour, Colour], ...] = (
    ((58, 105, 168), (214, 226, 232)),
    ((40, 48, 94), (242, 158, 112)),
    ((24, 60, 82), (150, 206, 196)),
    ((92, 64, 120), (246, 190, 160)),
    ((16, 22, 48), (70, 92, 140)),
    ((120, 160, 196), (248, 240, 216)),
)
_RATE = 16_000


@dataclass(frozen=True)
class Found:
    """A file as a person would have it on a device."""

    name: str
    type: str
    data: bytes
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    is_voice: bool = False


def landscape(name: str, width: int, height: int, *, seed: int) -> Found:
    """Draws hills, one behind the other, under a sky; a different picture for each seed."""
    chance = random.Random(seed)  # noqa: S311
    top, bottom = _SKIES[seed % len(_SKIES)]
    image = ImageOps.colorize(Image.linear_gradient("L").resize((width, height)), top, bottom)
    draw = ImageDraw.Draw(image)
    _sun(draw, chance, width, height)
    for layer in range(4):
        depth = (layer + 1) / 4
        ground = _mixed(bottom, (26, 44 + seed * 7 % 30, 38), depth)
        draw.polygon(_hills(chance, width, height, depth), fill=ground)
    kept = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(width / 1500)).save(kept, "JPEG", quality=88)
    return Found(name, "image/jpeg", kept.getvalue(), width, height)


def _sun(draw: ImageDraw.ImageDraw, chance: random.Random, width: int, height: int) -> None:
    x, y = width * chance.uniform(0.2, 0.8), height * chance.uniform(0.15, 0.4)
    size = min(width, height) * chance.uniform(0.05, 0.1)
    draw.ellipse((x - size, y - size, x + size, y + size), fill=(255, 244, 214))


def _hills(chance: random.Random, width: int, height: int, depth: float) -> list[tuple[float, float]]:
    waves = [(chance.uniform(0.5, 3.5), chance.uniform(0, math.tau), chance.uniform(0.02, 0.07)) for _ in range(3)]
    level = 0.4 + depth * 0.42
    line = [
        (x, height * (level + sum(high * math.sin(x / width * math.tau * many + at) for many, at, high in waves)))
        for x in range(0, width + 8, 8)
    ]
    return [(0, height), *line, (width, height)]


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def humming(name: str, seconds: float, *, seed: int) -> Found:
    """Returns a voice message of a person who hums instead of speaking."""
    chance = random.Random(seed)  # noqa: S311
    notes = [chance.choice((196, 220, 247, 262, 294, 330)) for _ in range(math.ceil(seconds * 2))]
    samples = bytearray()
    for at in range(int(seconds * _RATE)):
        moment = at / _RATE
        note, within = notes[int(moment * 2)], moment * 2 % 1
        loud = math.sin(math.pi * within) ** 0.6 * (0.35 + 0.65 * abs(math.sin(moment * 1.3)))
        tone = math.sin(math.tau * note * moment) + 0.3 * math.sin(math.tau * note * 2 * moment)
        samples += struct.pack("<h", round(9_000 * loud * tone))
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(bytes(samples))
    return Found(name, "audio/wav", kept.getvalue(), duration_ms=round(seconds * 1000), is_voice=True)


def writing(name: str, text: str, type: str = "text/plain") -> Found:
    return Found(name, type, text.encode())
