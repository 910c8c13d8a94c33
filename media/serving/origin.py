"""Decides which origin serves files, and which pages may load them from there.

With MEDIA_ORIGIN files have a host of their own, where no other part of the product responds: even a file that a
browser executes would find no session, no API and no storage. The product's own host then serves no files.
"""

from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

Headers = list[tuple[bytes, bytes]]

PARTS, OBJECTS = "/media/parts/", "/media/objects/"
_PREFLIGHT_SECONDS = b"3600"
#: Headers that a page may send in addition to those that are always allowed.
_ASKED_WITH = b"content-type, range, if-range"
_READABLE = b"etag, content-length, content-range, content-disposition"


class Place(Enum):
    PRODUCT = "product"
    FILES = "files"
    NOWHERE = "nowhere"


def place_of(scope: Any, *, is_file: bool) -> Place:
    """Returns where a request belongs, by its host and path."""
    if settings.MEDIA_STORE != "disk":
        return Place.PRODUCT  # the product has no such page
    if not settings.MEDIA_ORIGIN:
        return Place.FILES if is_file else Place.PRODUCT
    if (_header(scope, b"host").lower() == urlsplit(settings.MEDIA_ORIGIN).netloc) != is_file:
        return Place.NOWHERE
    return Place.FILES if is_file else Place.PRODUCT


def is_preflight(scope: Any) -> bool:
    """Returns whether a browser asks if one of the product's pages may send a request."""
    return (
        scope["method"] == "OPTIONS"
        and bool(_header(scope, b"access-control-request-method"))
        and bool(_allowed(scope))
    )


def permissions(scope: Any) -> Headers:
    """Returns the headers of the response to a preflight."""
    return [
        *_allowed(scope),
        (b"access-control-allow-methods", b"GET, HEAD, PUT"),
        (b"access-control-allow-headers", _ASKED_WITH),
        (b"access-control-max-age", _PREFLIGHT_SECONDS),
    ]


def allowing(scope: Any, send: Any) -> Any:
    """Returns `send` with the headers that let the product's pages read the response; unchanged if files are at the
    product's own origin.
    """
    if not settings.MEDIA_ORIGIN:
        return send
    allowed = [*_allowed(scope), (b"vary", b"origin")]

    async def send_allowing(message: Any) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *allowed]
        await send(message)

    return send_allowing


def _allowed(scope: Any) -> Headers:
    """Returns no headers for pages of other origins."""
    origin = _header(scope, b"origin")
    if not settings.MEDIA_ORIGIN or origin not in settings.MEDIA_APP_ORIGINS:
        return []
    return [(b"access-control-allow-origin", origin.encode()), (b"access-control-expose-headers", _READABLE)]


def _header(scope: Any, name: bytes) -> str:
    return next((value.decode("latin-1") for header, value in scope["headers"] if header == name), "")
