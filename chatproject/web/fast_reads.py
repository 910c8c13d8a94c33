"""Fast reads: the most frequent requests of apps, which are the list, a page of history and sync.

An app's GET needs no session, no CSRF, no locale and no template. Here it goes from ASGI straight to the operation, in
a thread that keeps its database connection. Every other request, and every request that is refused or fails, goes on
unchanged to Django, which answers it in the same way as always.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from io import BytesIO
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

from accounts.authentication import authenticate_access, bearer
from accounts.middleware import NoStoreMiddleware
from accounts.operations.staying_signed_in import touch_device
from chatproject.contract import wire
from chatproject.contract.errors import DomainError
from chatproject.database.connections import kept_connection
from chatproject.health import metrics
from chatproject.traces import ids
from messaging import questions

log = logging.getLogger(__name__)

Headers = list[tuple[bytes, bytes]]
#: The work is Python's: more threads would only wait for each other, each with a connection of its own.
THREADS = 2
_ID = r"(?P<conversation>[0-9a-f-]{36})"


class Question(NamedTuple):
    path: re.Pattern[str]
    words: frozenset[str]
    answer: Callable[..., Any]


class Asked(NamedTuple):
    token: str
    question: Question
    path: dict[str, str]
    query: dict[str, str]
    is_secure: bool


def _question(path: str, words: Iterable[str], answer: Callable[..., Any]) -> Question:
    return Question(re.compile(f"/api/v1/{path}"), frozenset(words), answer)


QUESTIONS = (
    _question(f"conversations/{_ID}/messages", questions.HISTORY, questions.history),
    _question(f"conversations/{_ID}/changes", questions.CHANGES, questions.changes),
    _question("conversations", questions.LIST, questions.conversations),
)


class FastReads:
    """An ASGI application in front of Django's."""

    def __init__(self, django: Any) -> None:
        self._django = django
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="fast-read")
        self._headers = {is_secure: _headers(is_secure) for is_secure in (False, True)}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        began = perf_counter()
        asked = _asked(scope)
        loop = asyncio.get_running_loop()
        body = await loop.run_in_executor(self._threads, _answer, asked, ids.carried()) if asked else None
        if asked is None or body is None:
            await self._django(scope, receive, send)
            return
        headers = [*self._headers[asked.is_secure], (b"content-length", str(len(body)).encode())]
        metrics.observe("GET", 200, perf_counter() - began)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _asked(scope: Any) -> Asked | None:
    """Returns the fast read of this request; None if it needs more than that."""
    if scope["method"] != "GET":
        return None
    for question in QUESTIONS:
        if match := question.path.fullmatch(scope["path"]):
            break
    else:
        return None
    headers = dict(scope["headers"])
    token = bearer(headers.get(b"authorization", b"").decode("latin-1"))
    has_body = headers.get(b"content-length", b"0") != b"0"
    is_plain = len(headers) == len(scope["headers"]) and not has_body and not headers.keys() & _MORE
    if not token or not is_plain or headers.get(b"accept", b"*/*") not in _JSON:
        return None
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    if not query.keys() <= question.words:
        return None
    is_secure = _is_secure(scope["scheme"], *(headers.get(name, b"") for name in _NAMED))
    return None if is_secure is None else Asked(token, question, match.groupdict(), query, is_secure)


_JSON = (b"*/*", b"application/json")
#: Headers of requests that are more than a fast read: another identity, a body.
_MORE = {b"cookie", b"transfer-encoding", b"expect"}
#: Headers from which Django derives the host name and whether the request is secure.
_NAMED = (b"host", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-port")


@lru_cache(maxsize=256)
def _is_secure(scheme: str, *named: bytes) -> bool | None:
    """Returns whether this came over TLS;

    None if Django refuses it: an unknown host, or no TLS where it is required.
    """
    headers = [(name, value) for name, value in zip(_NAMED, named, strict=True) if value]
    request = ASGIRequest(_scope(scheme, headers), BytesIO())
    try:
        request.get_host()
    except DisallowedHost:
        return None
    is_secure = bool(request.is_secure())
    return is_secure if is_secure or not settings.SECURE_SSL_REDIRECT else None


def _scope(scheme: str, headers: Headers) -> dict[str, Any]:
    path = "/api/v1/conversations"
    return {"type": "http", "method": "GET", "path": path, "scheme": scheme, "headers": headers, "query_string": b""}


def _answer(asked: Asked, trace: str) -> bytes | None:
    """Returns the response as JSON; None if Django has to report why there is none."""
    ids.follow(trace)
    try:
        with kept_connection():
            signed = authenticate_access(asked.token)
            body = wire.encode(asked.question.answer(signed.user, asked.query, **asked.path))
            touch_device(device=signed.device)
            return body
    except (DomainError, OperationalError, InterfaceError):
        return None
    except Exception:
        log.exception("failed at %s, asking Django instead", asked.question.path.pattern)
        return None


_GUARDS: list[Any] = [XFrameOptionsMiddleware, NoStoreMiddleware, CSPMiddleware, SecurityMiddleware]


def _headers(is_secure: bool) -> Headers:
    """Returns the headers that the middlewares add.

    They run once, because the headers are the same for every response.
    """
    request = ASGIRequest(_scope("https" if is_secure else "http", []), BytesIO())
    response = HttpResponse(content_type="application/json")
    for middleware in _GUARDS:
        response = middleware(lambda _: HttpResponse()).process_response(request, response)
    return [(name.lower().encode(), value.encode()) for name, value in response.items()]
