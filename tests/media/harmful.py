"""Files that attack the program that opens them: bombs, broken media of each type, lists that name other files."""

import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.media import corpus

_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]><r>&b;</r>'
_SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
_PICTURE = ("-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=1", "-pix_fmt", "yuv420p")
_SOUND = ("-f", "lavfi", "-i", "sine=duration=1")
#: The ffmpeg arguments, by file extension.
_MEDIA = {"mp4": _PICTURE, "mov": _PICTURE, "webm": _PICTURE} | dict.fromkeys(
    ("mp3", "ogg", "wav", "flac", "m4a"), _SOUND
)


class Harmful(NamedTuple):
    """`end` is the kind it becomes: a file that could not be decoded is neither shown nor played."""

    name: str
    data: bytes
    end: str


def harmful(folder: Path) -> list[Harmful]:
    """Creates all of them in this empty folder."""
    return [
        Harmful("../../etc/passwd.png", corpus.png_bomb(folder / "pixels").read_bytes(), "file"),
        Harmful("frames\r\nX-Evil: 1.gif", corpus.endless(folder / "frames").read_bytes(), "file"),
        Harmful("a\u202egpj.exe", corpus.text_bomb(folder / "words").read_bytes(), "picture"),
        Harmful("half\0.jpg", _half(corpus.photograph(folder / "photograph")), "picture"),
        *(
            Harmful(f"half.{type}", _half(corpus.drawing(folder / type, type)), end)
            for type, end in {"PNG": "picture", "WEBP": "file", "AVIF": "file"}.items()
        ),
        Harmful("half.gif", _half(corpus.animation(folder / "moving.gif", "GIF")), "picture"),
        *(
            Harmful(f"torn.{type}", _torn(folder / f"it.{type}", *made), "video" if made is _PICTURE else "audio")
            for type, made in _MEDIA.items()
        ),
        Harmful("elsewhere.mov", _elsewhere(folder / "elsewhere.mov"), "video"),
        Harmful("x" * 10_000 + ".gif", corpus.polyglot(folder / "both").read_bytes(), "picture"),
        Harmful("picture.svg", _SVG, "text"),
        Harmful("laughs.xml", _LAUGHS, "text"),
        Harmful("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", "text"),
        Harmful("list.ffconcat", b"ffconcat version 1.0\nfile '/etc/passwd'\n", "text"),
        Harmful("page.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "file"),
        Harmful("zeros.mp3", bytes(5_000), "file"),
    ]


def _half(path: Path) -> bytes:
    data = path.read_bytes()
    return data[: len(data) // 2]


def _torn(path: Path, *options: str) -> bytes:
    """The beginning is valid, so that its type is recognized, and nothing else is."""
    data = _made(path, *options)
    return data[:64] + bytes(byte ^ 0x5A for byte in data[64:])


def _elsewhere(path: Path) -> bytes:
    """A film whose header places its pictures in another file of the server; it contains none itself."""
    data = _made(path, *_PICTURE)
    first, end = data.index(b"mdat") + 4, data.index(b"moov") - 4
    data = data[:first] + bytes(end - first) + data[end:]
    # The entry itself, of twelve bytes: the handler before it has the same name.
    at, length = data.index(b"\0\0\0\x0curl "), 12
    there = b"file:///etc/passwd\0"
    entry = (12 + len(there)).to_bytes(4, "big") + b"url " + bytes(4) + there
    return _grown(data[:at] + entry + data[at + length :], at, len(entry) - length)


def _grown(data: bytes, at: int, more: int) -> bytes:
    """Increases the declared lengths of the boxes around this position."""
    grown, start, end = bytearray(data), 0, len(data)
    while start < end:
        size, kind = int.from_bytes(grown[start : start + 4], "big"), bytes(grown[start + 4 : start + 8])
        if start == at:
            break
        if not start <= at < start + size:
            start += size
            continue
        grown[start : start + 4] = (size + more).to_bytes(4, "big")
        if kind not in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
            break
        start, end = start + (16 if kind == b"dref" else 8), start + size + more
    return bytes(grown)


def _made(path: Path, *options: str) -> bytes:
    subprocess.run(["ffmpeg", "-v", "error", *options, str(path)], check=True)
    return path.read_bytes()
