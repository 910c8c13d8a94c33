"""Receives and serves the bytes of files without Django, directly to and from the disk.

An address here carries its permission (media/stores/signing.py): the API returns it after it has checked who the user
is and what they may do. This app does not check again, and a refusal gives no reason. A few threads work on the disk,
and a connection holds a quarter of a megabyte at a time: memory use does not depend on the size of a file.
"""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.conf import settings

from accounts.staff.standing import known
from media.serving import origin, ranges
from media.serving.origin import OBJECTS, PARTS, Place
from media.stores import Missing
from media.stores.disk import DiskStore
from media.stores.part import PartWriter
from media.stores.signing import GetObject, PutPart, Refused, unsign

log = logging.getLogger(__name__)

BLOCK = 256 * 1024
THREADS = 4
_NOT_KEPT = (b"cache-control", b"no-store")
#: Seconds without a byte from the peer.
SILENCE = 60


class Broken(Exception):
    """The peer disconnected, or sends another length than it declared."""


class MediaApp:
    """An ASGI application in front of another."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._store = DiskStore()
        self._writing = ThreadPoolExecutor(THREADS, thread_name_prefix="media-in")
        self._reading = ThreadPoolExecutor(THREADS, thread_name_prefix="media-out")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path: str = scope["path"]
        is_file = path.startswith((PARTS, OBJECTS))
        where = origin.place_of(scope, is_file=is_file)
        if where is Place.NOWHERE:
            await _say(send, 404)
        elif where is Place.PRODUCT:
            await self._inner(scope, receive, send)
        elif origin.is_preflight(scope):
            await _say(send, 204, origin.permissions(scope))
        else:
            await self._file(scope, receive, origin.allowing(scope, send))

    async def _file(self, scope: Any, receive: Any, send: Any) -> None:
        path: str = scope["path"]
        if path.startswith(PARTS):
            await self._part(scope, receive, send, path.removeprefix(PARTS))
        else:
            await self._object(scope, receive, send, path.removeprefix(OBJECTS))

    # In

    async def _part(self, scope: Any, receive: Any, send: Any, token: str) -> None:
        if scope["method"] != "PUT":
            await _say(send, 405, [_NOT_KEPT, (b"allow", b"PUT")])
            return
        try:
            may = unsign(token, PutPart)
        except Refused:
            await _say(send, 403)
            return
        if known().read_only:
            await _say(send, 503)
            return
        refusal = _length_refusal(dict(scope["headers"]), may.size)
        await _say(send, refusal or await self._take(may, receive))

    async def _take(self, may: PutPart, receive: Any) -> int:
        """Stores the body as a part. Returns the status of the response."""
        run = asyncio.get_running_loop().run_in_executor
        writer: PartWriter | None = None
        try:
            # A sender who began in time gets the same time again for the body, however slowly they send.
            async with asyncio.timeout(settings.MEDIA_PART_LINK_SECONDS):
                writer = await run(self._writing, self._store.receive, may.key, may.number)
                async for block in _body(receive, may.size):
                    await run(self._writing, writer.write, block)
                await run(self._writing, writer.commit)
        except Missing:
            return 404
        except Broken:
            return 400
        except TimeoutError:
            return 408
        except OSError:
            log.exception("a part could not be written")
            return 503
        finally:
            # Not awaited: it must also happen during a cancellation, after the thread that is still writing.
            if writer is not None:
                self._writing.submit(writer.abort)
        return 200

    # Out

    async def _object(self, scope: Any, receive: Any, send: Any, rest: str) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await _say(send, 405, [_NOT_KEPT, (b"allow", b"GET, HEAD")])
            return
        token, _, name = rest.partition("/")
        try:
            may = unsign(token, GetObject)
        except Refused:
            await _say(send, 403)
            return
        if name != may.served.name:
            await _say(send, 404)
            return
        answer = ranges.answer(may.served, dict(scope["headers"]), max(may.expires - int(time.time()), 0))
        if answer.length == 0:
            await _say(send, answer.status, answer.headers)
        elif settings.MEDIA_ACCEL_PREFIX:
            await _say(send, 200, self._handed_on(may))
        else:
            await self._give(may, answer, scope["method"] == "HEAD", receive, send)

    def _handed_on(self, may: GetObject) -> ranges.Headers:
        """Lets nginx serve the file from the disk, including ranges, by headers that name the file."""
        place = settings.MEDIA_ACCEL_PREFIX + self._store.path_of(may.served.key, may.served.variant)
        whole = ranges.answer(may.served, {}, max(may.expires - int(time.time()), 0)).headers
        said = [(name, value) for name, value in whole if name != b"content-length"]
        return [*said, (b"x-accel-redirect", place.encode())]

    async def _give(self, may: GetObject, answer: ranges.Answer, is_head: bool, receive: Any, send: Any) -> None:
        opening = self._reading.submit(self._store.open, may.served.key, may.served.variant)
        try:
            file = await asyncio.wrap_future(opening)
        except Missing:
            await _say(send, 404)
            return
        gone = asyncio.ensure_future(_until_gone(receive))
        working: Future[Any] = opening
        try:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            at, end = answer.start, answer.start + (0 if is_head else answer.length)
            while at < end and not gone.done():
                working = self._reading.submit(os.pread, file, min(BLOCK, end - at), at)
                block: bytes = await asyncio.wrap_future(working)
                if not block:
                    raise RuntimeError(f"the object {may.served.key} is shorter than it was")
                at += len(block)
                await send({"type": "http.response.body", "body": block, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            # During a cancellation a thread may still be reading: if it were closed now, another file could get its
            # number.
            working.add_done_callback(lambda _: os.close(file))


def _length_refusal(headers: dict[bytes, bytes], size: int) -> int:
    """Returns the status for a body of another length than was signed; 0 for the right one."""
    length = headers.get(b"content-length")
    if length is None:
        return 411
    if not length.isdigit():
        return 400
    return 413 if int(length) > size else 400 if int(length) < size else 0


async def _body(receive: Any, size: int) -> AsyncIterator[bytearray]:
    """Yields the body in blocks. Raises Broken if it has another size."""
    block, rest = bytearray(), size
    while True:
        async with asyncio.timeout(SILENCE):
            message = await receive()
        if message["type"] != "http.request":
            raise Broken
        block += message.get("body", b"")
        rest -= len(message.get("body", b""))
        is_last = not message.get("more_body", False)
        if rest < 0 or (is_last and rest):
            raise Broken
        if block and (is_last or len(block) >= BLOCK):
            yield block
            block = bytearray()
        if is_last:
            return


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Any, status: int, headers: ranges.Headers | None = None) -> None:
    """Sends a response without a body."""
    said = [_NOT_KEPT] if headers is None else headers
    if status not in (204, 304):
        said = [*said, (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": said})
    await send({"type": "http.response.body", "body": b""})
