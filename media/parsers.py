"""Parsers for bodies that consist of a picture."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from chatproject.contract.errors import TooLarge
from media.operations.picturing import MOST_BYTES


class PictureParser(BaseParser):
    """Returns the bytes of any image/*, up to the limit for pictures."""

    media_type = "image/*"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        image: bytes = stream.read(MOST_BYTES + 1)
        if len(image) > MOST_BYTES:
            raise TooLarge(f"A picture can have at most {MOST_BYTES // 1024**2} MiB.")
        return image


class PictureBytesParser(PictureParser):
    """The same bytes from a client that does not know the image's type."""

    media_type = "application/octet-stream"
