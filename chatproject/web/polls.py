"""Polls: POST sync waits here until there is something to return.

A client without a socket polls again and again. Its poll waits here, next to the sockets in the hub, without a thread
or a database connection; then Django answers it. A request that is not a valid poll, or is refused, passes through at
once and unchanged, and Django answers it.
"""

import asyncio
import logging
from typing import Any

import msgspec
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from accounts.staff.standing import known, mark_of
from chatproject.contract.commands.socket import PollSync
from chatproject.contract.errors import DomainError
from chatproject.rate_limits import limiter
from messaging.handshake import let_in
from messaging.hub.live import Live, live
from messaging.hub.waiting import Waiting
from messaging.operations.syncing import has_news

log = logging.getLogger(__name__)

PATH = "/api/v1/sync"
#: The most waiting polls of one user in one process; further ones are answered without waiting.
MOST_WAITING = 10

_decode = msgspec.json.Decoder(PollSync).decode


class Held:
    """A request whose body is read, and can be read again; `gone` is done when its client disconnects."""

    def __init__(self, receive: Any) -> None:
        self._receive = receive
        self._read: list[Any] = []
        self.gone: asyncio.Future[Any] | None = None

    async def body(self) -> bytes:
        """Returns the body; empty if it is too large for a poll, or breaks off."""
        body = bytearray()
        while len(body) <= settings.LIMITS["request_bytes"]:
            message = await self._receive()
            self._read.append(message)
            if message["type"] != "http.request":
                return b""
            body += message.get("body", b"")
            if not message.get("more_body", False):
                self.gone = asyncio.ensure_future(self._receive())
                return bytes(body)
        return b""

    async def receive(self) -> Any:
        if self._read:
            return self._read.pop(0)
        if self.gone is not None:
            gone, self.gone = self.gone, None
            return await gone
        return await self._receive()


class Polls:
    """An ASGI application in front of Django's."""

    def __init__(self, django: Any) -> None:
        self._django = django

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] != "POST" or scope["path"] != PATH:
            await self._django(scope, receive, send)
            return
        held = Held(receive)
        try:
            await _wait(scope, held)
            if held.gone is None or not held.gone.done():
                await self._django(scope, held.receive, send)
        finally:
            if held.gone is not None:
                held.gone.cancel()


async def _wait(scope: Any, held: Held) -> None:
    """Returns once there is something to return to this poll, or no reason to wait."""
    try:
        poll = _decode(await held.body())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    if poll.wait:
        try:
            await _listen(scope, poll, held, live())
        except (DomainError, OperationalError, InterfaceError) as error:
            log.debug("not waiting: %s", error)


async def _listen(scope: Any, poll: PollSync, held: Held, here: Live) -> None:
    """Subscribes to the user's events before looking for earlier changes, so that none is missed."""
    signed = await let_in(scope, here)
    limiter.check(str(signed.user.pk), "sync.wait")
    if sum(isinstance(each, Waiting) for each in here.hub.of_user(signed.user.pk)) >= MOST_WAITING:
        return
    seconds = float(poll.wait)
    if signed.expires_at is not None:
        seconds = min(seconds, (signed.expires_at - timezone.now()).total_seconds())
    waiting = Waiting(signed, here.pacer, is_active=poll.active)
    try:
        await here.join(waiting)
        is_told = poll.standing in (None, mark_of(known()))
        if is_told and not await here.in_thread(has_news, signed.user.pk, poll):
            ends = [waiting.moved, *([held.gone] if held.gone else [])]
            await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        here.leave(waiting)
        waiting.drop()
