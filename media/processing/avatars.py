"""Pictures of users and conversations: the middle of the uploaded picture, square, small, only pixels."""

import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from media.processing.colours import plain
from media.processing.outcome import Made, Outcome, Picture, Refused
from media.processing.pictures import MAX_PIXELS, TYPES

SIDE = 512
_QUALITY = 85
_TYPE = "image/webp"


def process(source: Path, folder: Path) -> Outcome:
    """Makes one file. An animation is reduced to its first frame."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    path = folder / "avatar.webp"
    try:
        with Image.open(source, formats=list(TYPES)) as image:
            upright = plain(ImageOps.exif_transpose(image))
        ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS).save(path, "WEBP", quality=_QUALITY)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Refused("too_large_picture")
    except UnidentifiedImageError:
        return Refused("unreadable")
    made = Made("avatar", path.name, _TYPE, SIDE, SIDE)
    return Picture(type=_TYPE, width=SIDE, height=SIDE, is_animated=False, thumbhash="", made=[made])
