"""Sends requests to push services: follows no redirects, has short timeouts and limits the size of responses."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import certifi
import msgspec
from django.conf import settings
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import PyreqwestError
from pyreqwest.response import ResponseBodyReader

from notifications.delivery.channels.outcome import Later, Refused

#: Seconds for a whole request.
TIMEOUT = 10.0
#: How many bytes of a response are read. Access tokens can exceed 2,048 characters.
MOST_READ = 16_384
#: Limit of the wait that a service may request, in seconds.
LONGEST_REQUESTED = 3600.0
_SILENCE = timedelta(seconds=0.4 * TIMEOUT)
_IDLE = timedelta(seconds=30)
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "Parlance"}


class Unanswered(Exception):
    """No response arrived: the connection broke, or it took too long."""


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """Returns the parsed body; empty if it is not JSON."""
        try:
            return msgspec.json.decode(self.body, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError):
            return {}

    @property
    def retry_after(self) -> float | None:
        value = self.headers.get("retry-after", "").strip()
        try:
            wait = (
                float(value) if value.isdigit() else (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
            )
        except (ValueError, TypeError, OverflowError):
            return None
        return min(max(wait, 0.0), LONGEST_REQUESTED)

    def otherwise(self, reason: str = "") -> Later | Refused:
        """Returns the usual meaning of a status to which the service gives none of its own."""
        detail = f"{self.status} {reason}".strip()
        if self.status in (408, 425, 429) or self.status >= 500:
            return Later(self.retry_after, detail)
        return Refused(detail)


async def post(url: str, headers: dict[str, str], content: bytes) -> Answer:
    """Sends one request, by HTTP/2 if the service supports it. Raises Unanswered."""
    # `url` is sent exactly as it was registered and checked: only the push service interprets its %xx.
    request = _client(settings.PUSH_CA).post(url).headers(headers).body_bytes(content)
    try:
        async with request.timeout(timedelta(seconds=TIMEOUT)).build_streamed() as response:
            return Answer(response.status, response.headers, await _beginning(response.body_reader))
    except TimeoutError as error:
        raise Unanswered(f"no answer within {TIMEOUT:g} s") from error
    except PyreqwestError as error:
        raise Unanswered(f"{type(error).__name__}: {error}") from error


async def _beginning(body: ResponseBodyReader) -> bytes:
    read = b""
    while len(read) < MOST_READ and (piece := await body.read(MOST_READ - len(read))):
        read += piece
    return read


@lru_cache(maxsize=4)
def _client(file: str) -> Client:
    """Returns this process's HTTP client. It trusts the usual certificate authorities, and those in `file`.

    Responses are not decompressed: their size would be unlimited.
    """
    builder = ClientBuilder().http2(True).follow_redirects(False).no_proxy()
    builder = builder.gzip(False).brotli(False).zstd(False).deflate(False).default_headers(_HEADERS)
    # A connection on which a service no longer responds is not reused.
    builder = builder.http2_keep_alive_interval(_SILENCE).http2_keep_alive_timeout(_SILENCE)
    for authorities in filter(None, (certifi.where(), file)):
        builder = builder.add_root_certificate_pem(Path(authorities).read_bytes())
    return builder.pool_idle_timeout(_IDLE).build()
