"""Talking to push services: nothing is followed, nothing is waited for long, and nothing large is read."""

import asyncio
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, NamedTuple

import certifi
import httpx
import msgspec
from django.conf import settings

from notifications.channels.outcome import Later, Refused

#: Seconds for all of a request. A line on which nothing at all comes for most of that is given up, and not used again.
TIMEOUT = 10.0
_PART = 0.8
#: Of an answer so much is looked at.
MOST_READ = 4096
#: Nobody is let ask for more, in seconds.
_LONGEST_WAIT = 3600.0
#: To one origin there are never more requests under way than that.
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=30)


class Unanswered(Exception):
    """No answer came: the line broke, or it took too long. What `is_spoilt` is not to be used again."""

    def __init__(self, detail: str, *, is_spoilt: bool = False) -> None:
        super().__init__(detail)
        self.is_spoilt = is_spoilt


class Answer(NamedTuple):
    status: int
    headers: httpx.Headers
    body: bytes

    def json(self) -> dict[str, Any]:
        """Empty where it is none."""
        try:
            return msgspec.json.decode(self.body, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError):
            return {}

    @property
    def retry_after(self) -> float | None:
        said = self.headers.get("retry-after", "").strip()
        try:
            wait = float(said) if said.isdigit() else (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
        return min(max(wait, 0.0), _LONGEST_WAIT)

    def otherwise(self, reason: str = "") -> Later | Refused:
        """What any service means by a status that it does not use in a way of its own."""
        detail = f"{self.status} {reason}".strip()
        if self.status in (408, 425, 429) or self.status >= 500:
            return Later(self.retry_after, detail)
        return Refused(detail)


def client(*, http2: bool = False) -> httpx.AsyncClient:
    """Proxies and certificates are those of the settings, not those of whatever is in the environment."""
    return httpx.AsyncClient(
        http1=not http2,
        http2=http2,
        verify=authorities(settings.PUSH_CA),
        trust_env=False,
        follow_redirects=False,
        timeout=TIMEOUT * _PART,
        limits=_LIMITS,
        headers={"Accept-Encoding": "identity", "User-Agent": "Parlance"},
    )


async def post(client: httpx.AsyncClient, url: str, headers: dict[str, str], content: bytes) -> Answer:
    """Raises Unanswered."""
    request = client.build_request("POST", url, headers=headers, content=content)
    try:
        async with asyncio.timeout(TIMEOUT):
            response = await client.send(request, stream=True)
            try:
                return Answer(response.status_code, response.headers, await _beginning(response))
            finally:
                await response.aclose()
    except TimeoutError as error:
        raise Unanswered(f"no answer within {TIMEOUT:g} s") from error
    except httpx.TransportError as error:
        raise Unanswered(f"{type(error).__name__}: {error}") from error
    except Exception as error:
        # httpcore's count of HTTP/2 streams is wrong for good when a request is given up while the line is set up.
        raise Unanswered(f"{type(error).__name__}: {error}", is_spoilt=True) from error


async def _beginning(response: httpx.Response) -> bytes:
    """As it came: unpacked it might be of any size."""
    read = b""
    async for piece in response.aiter_raw():
        read += piece
        if len(read) >= MOST_READ:
            break
    return read[:MOST_READ]


@lru_cache(maxsize=4)
def authorities(file: str) -> ssl.SSLContext:
    """Who may sign a push service's certificate: the usual ones, and those in the file."""
    context = ssl.create_default_context(cafile=certifi.where())
    if file:
        context.load_verify_locations(file)
    return context
