"""Talking to push services: nothing is followed, nothing is waited for long, and nothing large is read."""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, cast

import aiohttp
import certifi
import httpx
import msgspec
from django.conf import settings
from yarl import URL

from notifications.channels.outcome import Later, Refused

#: Seconds for all of a request. A line on which nothing at all comes for most of that is given up, and not used again.
TIMEOUT = 10.0
#: How many bytes of a response are read. Access tokens can exceed 2,048 characters.
MOST_READ = 16_384
#: Nobody is let ask for more, in seconds.
_LONGEST_WAIT = 3600.0
_PATIENCE = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), 0.8 * TIMEOUT)}
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "Parlance"}


class Unanswered(Exception):
    """No answer came: the line broke, or it took too long."""


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
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


class Client(Protocol):
    """Requests to push services. They follow no redirects; proxies are those of the settings, which name none."""

    async def post(self, origin: str, url: str, headers: dict[str, str], content: bytes) -> Answer:
        """Raises Unanswered."""

    async def aclose(self) -> None: ...


class Http1:
    """Uses aiohttp, which takes a tenth of httpx's time per request: Web Push sends one request per device."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=authorities(settings.PUSH_CA), limit=0, keepalive_timeout=30),
            timeout=aiohttp.ClientTimeout(total=TIMEOUT),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=_HEADERS,
            auto_decompress=False,
            trust_env=False,
        )

    async def post(self, origin: str, url: str, headers: dict[str, str], content: bytes) -> Answer:
        try:
            # As it was given and checked: what the address says in %xx is the push service's own.
            async with self._session.post(
                URL(url, encoded=True), headers=headers, data=content, allow_redirects=False
            ) as answer:
                return Answer(answer.status, answer.headers, await answer.content.read(MOST_READ))
        except TimeoutError as error:
            raise Unanswered(f"no answer within {TIMEOUT:g} s") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Unanswered(f"{type(error).__name__}: {error}") from error

    async def aclose(self) -> None:
        await self._session.close()


class Http2:
    """By httpx: to each origin one line for all."""

    def __init__(self) -> None:
        self._lines: dict[str, httpx.AsyncHTTPTransport] = {}
        self._all: list[httpx.AsyncHTTPTransport] = []

    async def post(self, origin: str, url: str, headers: dict[str, str], content: bytes) -> Answer:
        request = httpx.Request("POST", url, headers={**_HEADERS, **headers}, content=content, extensions=_PATIENCE)
        try:
            async with asyncio.timeout(TIMEOUT):
                return await _asked(self._line(origin), request)
        except TimeoutError as error:
            raise Unanswered(f"no answer within {TIMEOUT:g} s") from error
        except httpx.TransportError as error:
            raise Unanswered(f"{type(error).__name__}: {error}") from error
        except Exception as error:
            # httpcore's count of streams is wrong for good where one was given up while the line was set up.
            self._lines.pop(origin, None)
            raise Unanswered(f"{type(error).__name__}: {error}") from error

    async def aclose(self) -> None:
        for each in self._all:
            await each.aclose()

    def _line(self, origin: str) -> httpx.AsyncHTTPTransport:
        if origin not in self._lines:
            line = httpx.AsyncHTTPTransport(
                verify=authorities(settings.PUSH_CA), trust_env=False, http1=False, http2=True
            )
            self._lines[origin] = line
            self._all.append(line)
        return self._lines[origin]


async def _asked(line: httpx.AsyncHTTPTransport, request: httpx.Request) -> Answer:
    response = await line.handle_async_request(request)
    try:
        return Answer(response.status_code, response.headers, await _beginning(response))
    finally:
        await response.aclose()


async def _beginning(response: httpx.Response) -> bytes:
    """As it came: unpacked it might be of any size."""
    read = b""
    async for piece in cast(httpx.AsyncByteStream, response.stream):
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
