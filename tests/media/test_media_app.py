"""The media app alone: slow clients, clients that disconnect, and a full disk. A partial part is always removed."""

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from media.serving import app as media_app
from media.serving.app import BLOCK, MediaApp
from media.stores import Slot, store
from media.stores.signing import PutPart, expiry, sign
from tests.media.test_store import files

SIZE = 3 * BLOCK


@pytest.fixture
def app() -> MediaApp:
    return MediaApp(None)


@pytest.fixture
def slot() -> Slot:
    return store().begin("text/plain")


def block(size: int = BLOCK, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": b"x" * size, "more_body": more}


async def put(app: MediaApp, slot: Slot, messages: AsyncIterator[dict[str, Any]]) -> int:
    """Returns the status for a part of SIZE that arrives in these messages."""
    may = PutPart(key=slot.key, number=1, size=SIZE, expires=expiry(60))
    headers = [(b"content-length", str(SIZE).encode())]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return await anext(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    await app({"method": "PUT", "path": f"/media/parts/{sign(may)}", "headers": headers}, receive, send)
    return int(sent[0]["status"])


async def whole() -> AsyncIterator[dict[str, Any]]:
    for number in range(3):
        yield block(more=number < 2)


async def nothing_is_left(root: Any) -> bool:
    """A thread removes the draft, perhaps a moment later."""
    async with asyncio.timeout(60):
        while files(Path(root)):
            await asyncio.sleep(0.02)
    return True


async def test_a_part_that_comes_whole_is_there(app: MediaApp, slot: Slot) -> None:
    assert await put(app, slot, whole()) == 200
    assert store().parts(slot) == {1: SIZE}


async def test_silence_ends_it(app: MediaApp, slot: Slot, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent() -> AsyncIterator[dict[str, Any]]:
        yield block()
        await asyncio.sleep(30)

    monkeypatch.setattr(media_app, "SILENCE", 0.1)
    assert await put(app, slot, silent()) == 408
    assert await nothing_is_left(settings.MEDIA_ROOT)


async def test_so_does_a_trickle(app: MediaApp, slot: Slot, settings: Any) -> None:
    async def trickle() -> AsyncIterator[dict[str, Any]]:
        for _ in range(SIZE):
            yield block(1)
            await asyncio.sleep(0.01)

    settings.MEDIA_PART_LINK_SECONDS = 0.3
    assert await put(app, slot, trickle()) == 408
    assert await nothing_is_left(settings.MEDIA_ROOT)


@pytest.mark.parametrize(
    "end",
    [block(1, more=False), block(2 * BLOCK + 1), {"type": "http.disconnect"}],
    ids=["too little", "too much", "gone"],
)
async def test_another_body_than_was_said_is_none(app: MediaApp, slot: Slot, settings: Any, end: Any) -> None:
    async def broken() -> AsyncIterator[dict[str, Any]]:
        yield block()
        yield end

    assert await put(app, slot, broken()) == 400
    assert await nothing_is_left(settings.MEDIA_ROOT)


async def test_a_full_disk_is_our_trouble(
    app: MediaApp, slot: Slot, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with files_of_at_most(BLOCK + 1):
        assert await put(app, slot, whole()) == 503
    assert "could not be written" in caplog.text
    assert await nothing_is_left(settings.MEDIA_ROOT)
    assert await put(app, slot, whole()) == 200


async def test_cancelled_upload_leaves_nothing(app: MediaApp, slot: Slot, settings: Any) -> None:
    async def silent() -> AsyncIterator[dict[str, Any]]:
        yield block()
        await asyncio.sleep(30)

    putting = asyncio.create_task(put(app, slot, silent()))
    while not files(Path(settings.MEDIA_ROOT)):
        await asyncio.sleep(0.01)
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    assert await nothing_is_left(settings.MEDIA_ROOT)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The kernel refuses to write more, as it does when the disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
