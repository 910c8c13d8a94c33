"""Pictures that tests make."""

import io

from PIL import Image


def square(side: int = 8, colour: str = "red") -> bytes:
    """A PNG of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(file, "PNG")
    return file.getvalue()
