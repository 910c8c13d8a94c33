"""Converts every kind of pixel to RGB or RGBA in sRGB."""

import io
import logging

from PIL import Image, ImageCms

log = logging.getLogger(__name__)


def plain(image: Image.Image) -> Image.Image:
    """Returns a copy with nothing but the pixels."""
    profile = image.info.get("icc_profile")
    if image.mode == "I" or image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    has_alpha = image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info
    mode = "RGBA" if has_alpha else "RGB"
    if profile:
        image = _in_srgb(image, profile, mode)
    converted = image.convert(mode)
    converted.info = {}
    return converted


def _in_srgb(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        log.info("a profile that cannot be used: %s", error)
        return image
