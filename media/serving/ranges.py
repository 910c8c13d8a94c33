"""The bytes that a GET requests, and the headers of the response (RFC 9110 §13, §14)."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.utils.http import content_disposition_header

from media.stores.base import Served

Headers = list[tuple[bytes, bytes]]

#: Headers of every response with bytes: no content runs, is sniffed, or is shown in another site's page.
GUARDS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
    "referrer-policy": "no-referrer",
}
_RANGE = re.compile(r"bytes=(?:(?P<first>\d{1,18})-(?P<last>\d{1,18})?|-(?P<tail>\d{1,18}))", re.IGNORECASE)


class Answer(NamedTuple):
    """The headers of a response, followed by `length` bytes from `start` on."""

    status: int
    headers: Headers
    start: int = 0
    length: int = 0


def answer(served: Served, asked: Mapping[bytes, bytes], lifetime: int) -> Answer:
    """Returns the response to a request whose permission is valid for `lifetime` seconds."""
    etag = f'"{served.sha256}"'
    # Files at an origin of their own may be behind a CDN: anyone who has the address may have the file.
    reach = "public" if settings.MEDIA_ORIGIN else "private"
    said = {"etag": etag, "cache-control": f"{reach}, max-age={lifetime}"}
    if etag in _tags(asked.get(b"if-none-match", b"")):
        return Answer(304, _encoded(said))
    shown = {"content-type": served.type, "content-disposition": disposition(served)}
    whole = GUARDS | _resource_policy() | said | shown | {"accept-ranges": "bytes"}
    wanted = _wanted(asked, etag, served.size)
    if wanted is None:
        return Answer(200, _encoded(whole | {"content-length": str(served.size)}), 0, served.size)
    start, end = wanted
    if start >= end:
        return Answer(416, _encoded({"content-range": f"bytes */{served.size}"}))
    part = {"content-range": f"bytes {start}-{end - 1}/{served.size}", "content-length": str(end - start)}
    return Answer(206, _encoded(whole | part), start, end - start)


def _resource_policy() -> dict[str, str]:
    """Files at an origin of their own, or for apps with one, may be shown in other pages: the signed address guards
    them.
    """
    is_elsewhere = settings.MEDIA_ORIGIN or settings.APP_ORIGINS
    return {"cross-origin-resource-policy": "cross-origin" if is_elsewhere else "same-origin"}


def _wanted(asked: Mapping[bytes, bytes], etag: str, size: int) -> tuple[int, int] | None:
    """Returns (first byte, byte after the last), empty if it is beyond the end; None for the whole file.

    Only a single range is supported: a request for several, or for an invalid one, gets the whole file, as the RFC
    allows.
    """
    found = _RANGE.fullmatch(asked.get(b"range", b"").decode("latin-1").strip())
    if found is None or asked.get(b"if-range", etag.encode()) != etag.encode():
        return None
    if found["tail"] is not None:
        return max(size - int(found["tail"]), 0), size
    first, last = int(found["first"]), int(found["last"] or size)
    return None if found["last"] and last < first else (first, min(last + 1, size))


def _tags(header: bytes) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.decode("latin-1").split(",")}


def disposition(served: Served) -> str:
    """Returns whether the file is shown or saved, and under which name (RFC 6266)."""
    return str(content_disposition_header(as_attachment=not served.inline, filename=served.name))


def _encoded(headers: Mapping[str, str]) -> Headers:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
