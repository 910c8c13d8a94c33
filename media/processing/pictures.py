"""Makes pictures safe and small: upright, without metadata, in the sizes in which they are shown."""

import base64
import warnings
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageFile, ImageOps, ImageSequence, UnidentifiedImageError
from thumbhash import rgba_to_thumb_hash

from media.processing import animations
from media.processing.colours import plain
from media.processing.outcome import Made, Outcome, Picture, Reason, Refused

#: Decoded formats: {Pillow's name: the media type}. All others are plain files.
TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}
#: Pillow's name for HEIC, which only one browser shows: it is stored as a JPEG.
_HEIF = "HEIF"
#: The longest side of each variant, in pixels, and the quality of its WebP.
SIZES = {"small": (320, 75), "medium": (960, 80), "large": (2048, 82)}
#: The same as settings.LIMITS["picture_pixels"], which clients use.
MAX_PIXELS = 64_000_000
MAX_FRAMES = 1_000
#: All frames of an animation together.
MAX_ANIMATED_PIXELS = 1_000_000_000
_PLACEHOLDER = 100
_ORIENTATION = 0x0112


class Unfit(Exception):
    """A picture that is refused, for a reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class _Source(NamedTuple):
    image: Image.Image
    format: str
    frames: int


def process(source: Path, folder: Path, *, heic: bool = False) -> Outcome:
    """Makes the variants of a picture in this folder. A broken one may raise any error of its decoder."""
    if heic:
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    # A JPEG, PNG or GIF that ends too early is shown as far as it goes.
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        with Image.open(source, formats=[_HEIF] if heic else list(TYPES)) as image:
            return _picture(_measured(image), folder)
    except Unfit as unfit:
        return Refused(unfit.reason)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Refused("too_large_picture")
    except UnidentifiedImageError:
        return Refused("unreadable")


def _measured(image: Image.Image) -> _Source:
    """Counts frames only up to the limit: counting the 100,000 of a file takes its decoder minutes."""
    width, height = image.size
    # A stereo JPEG (MPO) is shown as the first of its two pictures.
    format = "JPEG" if image.format in ("MPO", _HEIF) else image.format or ""
    frames = 1
    if format != "JPEG" and getattr(image, "is_animated", False):
        for frames, _ in enumerate(ImageSequence.Iterator(image), 1):
            if frames > MAX_FRAMES or frames * width * height > MAX_ANIMATED_PIXELS:
                raise Unfit("too_many_frames")
        image.seek(0)
    return _Source(image, format, frames)


def _picture(source: _Source, folder: Path) -> Picture:
    source.image.load()
    upright = plain(ImageOps.exif_transpose(source.image))
    made = [_clean(source, upright, folder)]
    for name, (side, quality) in SIZES.items():
        if len(made) == 1 or max(upright.size) > max(made[-1].width, made[-1].height):
            made.append(_variant(source, upright, name, side, quality, folder))
    return Picture(
        type="image/heic" if source.image.format == _HEIF else TYPES[source.format],
        width=upright.width,
        height=upright.height,
        is_animated=source.frames > 1,
        thumbhash=thumbhash(upright),
        made=made,
    )


def _clean(source: _Source, upright: Image.Image, folder: Path) -> Made:
    """Saves the original again, without metadata about the photographer, the camera and the place."""
    image, format, frames = source
    path = folder / f"original.{format.lower()}"
    if frames > 1:
        animations.save(image, path, format)
    elif format == "JPEG" and image.format == "JPEG" and image.getexif().get(_ORIENTATION, 1) == 1:
        # A picture that needs no rotation keeps its own tables, and with them nearly every pixel.
        image.info.pop("comment", None)
        image.save(path, format, quality="keep", exif=b"", icc_profile=image.info.get("icc_profile"))
    else:
        upright.convert("RGB" if format == "JPEG" else upright.mode).save(path, format, quality=92)
    return Made("original", path.name, TYPES[format], *upright.size)


def _variant(source: _Source, upright: Image.Image, name: str, side: int, quality: int, folder: Path) -> Made:
    path = folder / f"{name}.webp"
    scale = min(1.0, side / max(upright.size))
    size = max(1, round(upright.width * scale)), max(1, round(upright.height * scale))
    if source.frames > 1:
        animations.save(source.image, path, "WEBP", size)
    else:
        upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0).save(path, "WEBP", quality=quality)
    return Made(name, path.name, "image/webp", *size)


def thumbhash(image: Image.Image) -> str:
    """Returns a placeholder, in base64, of the picture on white: the library fails at transparency."""
    tiny = image.convert("RGBA")
    tiny.thumbnail((_PLACEHOLDER, _PLACEHOLDER))
    flattened = Image.alpha_composite(Image.new("RGBA", tiny.size, "white"), tiny)
    return base64.b64encode(bytes(rgba_to_thumb_hash(*flattened.size, list(flattened.tobytes())))).decode()
