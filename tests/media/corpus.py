"""Pictures of ordinary and of malicious users. All are created here."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image, PngImagePlugin
from pillow_heif import from_pillow

SECRET = b"52.5200N 13.4050E by Alice's camera"


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
    return exif


def _gradient(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Left is dark, right is light: this shows which way is up."""
    return Image.linear_gradient("L").rotate(90).resize((width, height)).convert(mode)


def photograph(path: Path, *, width: int = 1200, height: int = 800, orientation: int = 1) -> Path:
    xmp = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    _gradient(width, height).save(path, "JPEG", exif=_exif(orientation), comment=SECRET, xmp=xmp, quality=90)
    return path


def heic(path: Path) -> Path:
    """Writes a HEIC file as a phone does: two pictures in one file, of which the first is the photograph."""
    taken = from_pillow(_gradient(1200, 800))
    taken.add_from_pillow(Image.new("RGB", (64, 64)))
    taken.save(path, exif=_exif(), quality=60)
    return path


def drawing(path: Path, format: str, *, width: int = 500, height: int = 300) -> Path:
    """Writes a picture with a transparent corner and text metadata."""
    image = _gradient(width, height, "RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 50, 50))
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Comment", SECRET.decode(), zip=False)
    image.save(path, format, exif=_exif(), **({"pnginfo": words} if format == "PNG" else {}))
    return path


def animation(path: Path, format: str, *, frames: int = 12, duration: int = 50) -> Path:
    first, *others = [Image.new("RGB", (400, 200), (n * 255 // frames, 0, 0)) for n in range(frames)]
    first.save(path, format, save_all=True, append_images=others, duration=duration, loop=0)
    return path


def deep(path: Path) -> Path:
    """Sixteen bits per pixel."""
    Image.new("I;16", (100, 100), 40_000).save(path, "PNG")
    return path


def printed(path: Path) -> Path:
    """Four inks."""
    Image.new("CMYK", (300, 300), (0, 255, 255, 0)).save(path, "JPEG")
    return path


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(path: Path, side: int = 60_000) -> Path:
    """Some kilobytes that unpack to gigabytes."""
    packer, packed = zlib.compressobj(9), io.BytesIO()
    row = bytes(1 + side // 8)
    for _ in range(side):
        packed.write(packer.compress(row))
    packed.write(packer.flush())
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    data = _chunk(b"IHDR", header) + _chunk(b"IDAT", packed.getvalue()) + _chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    return path


def text_bomb(path: Path) -> Path:
    """A small picture with a comment of a gigabyte."""
    text = b"Comment\0\0" + zlib.compress(bytes(1024 * 1024 * 1024), 9)
    plain = io.BytesIO()
    Image.new("L", (10, 10)).save(plain, "PNG")
    head, tail = plain.getvalue()[:33], plain.getvalue()[33:]
    path.write_bytes(head + _chunk(b"zTXt", text) + tail)
    return path


def endless(path: Path, frames: int = 100_000) -> Path:
    """A GIF of very many frames of a pixel each."""
    frame = b"\x21\xf9\x04\x00\x00\x00\x00\x00" + b"\x2c\0\0\0\0\1\0\1\0\0" + b"\x02\x02\x44\x01\x00"
    path.write_bytes(b"GIF89a\1\0\1\0\x80\0\0" + b"\0\0\0\xff\xff\xff" + frame * frames + b";")
    return path


def polyglot(path: Path) -> Path:
    """A GIF that is a script as well."""
    small = io.BytesIO()
    Image.new("P", (1, 1)).save(small, "GIF")
    path.write_bytes(small.getvalue() + b"*/=1;alert('I am a script')//<script>alert(1)</script>")
    return path
