"""Limits on the size of a request, by its address, and on the time that it may take to arrive."""

import re
from functools import lru_cache

from django.conf import settings

from media.serving.origin import PARTS

#: Bytes of a request's line and headers together, of its address, and the number of headers.
HEAD, ADDRESS, HEADERS = 32 * 1024, 8 * 1024, 100
#: Requests that wait for earlier responses on one connection.
PIPELINED = 16
#: Seconds for a request's head, and without progress of its body: this many bytes are progress.
HEAD_SECONDS, BODY_SECONDS, PROGRESS = 10, 20, 4096
#: A part of a file comes from a user who signed in, often over a bad connection.
PART_SECONDS = 60
#: Seconds in which a reader receives nothing.
UNREAD_SECONDS = 60
#: Seconds in which the rest of a refused request is read and dropped, so that its sender gets the response.
LINGER = 2

_PICTURE = re.compile(rb"/api/v1/(me/avatar|conversations/[^/]+/picture)")
_ADMIN = b"/admin/"
_PARTS = PARTS.encode()


def body_bound(address: bytes) -> int:
    """Returns the most bytes that the body of a request to this address may have.

    An address in an unusual form, with %61 for a, has the bound of addresses without their own.
    """
    path = address.partition(b"?")[0]
    if path.startswith(_PARTS):
        return _largest_part(settings.MEDIA_MAX_BYTES)
    if _PICTURE.fullmatch(path):
        return _largest_picture()
    if path.startswith(_ADMIN):
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    return int(settings.LIMITS["request_bytes"])


def is_media(address: bytes) -> bool:
    return address.startswith(b"/media/")


@lru_cache(maxsize=4)
def _largest_part(file: int) -> int:
    from media.operations.uploading import part_size  # Django is set up when the first request comes

    return part_size(file)


@lru_cache(maxsize=1)
def _largest_picture() -> int:
    from media.operations.picturing import MOST_BYTES

    return MOST_BYTES
