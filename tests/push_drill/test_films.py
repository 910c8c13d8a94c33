"""Slow files and a notification at the same time: their order shows that neither waits for the other."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.contract.client import Person
from tests.media.files import Sending, content
from tests.push_drill.crowd import crowd
from tests.push_drill.place import running

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]

#: More than the number of processes for all queues.
_FILES = 6
_PATIENCE = 90.0


class Scanner:
    """A slow clamd, which responds when the test allows it."""

    def __init__(self) -> None:
        self.is_asked = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\0\0\0\0")
        self.is_asked.set()
        await self.may_answer.wait()
        writer.write(b"stream: OK\0")
        writer.close()


@asynccontextmanager
async def scanning(path: Path) -> AsyncIterator[Scanner]:
    scanner = Scanner()
    async with await asyncio.start_unix_server(scanner.answer, path):
        path.chmod(0o666)  # as Debian's clamd does; root's workers run as another account
        yield scanner


@pytest.fixture
def clamd() -> Iterator[Path]:
    """A folder for a socket that every account can reach; pytest's own folders are closed."""
    with tempfile.TemporaryDirectory(prefix="clamd-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "socket"


async def put_up(owner: Person, conversation: str) -> Sending:
    sending = await Sending.begin(owner, conversation, content(1000), name="film.bin")
    await sending.send()
    await sending.complete()
    return sending


async def test_a_push_does_not_wait_for_files(clamd: Path) -> None:
    with running(MEDIA_CLAMD=str(clamd)) as place:
        async with scanning(clamd) as scanner, crowd(place) as people:
            alice, bob = await people.world.cast("alice", "bob")
            garden = await people.group(alice, bob)
            await people.phone(bob, "webpush")
            files = [await put_up(alice, garden) for _ in range(_FILES)]
            await asyncio.wait_for(scanner.is_asked.wait(), _PATIENCE)

            await people.send_message(alice, garden)
            await people.told(time.time() + _PATIENCE)
            assert not people.late
            assert {(await alice.get(f"attachments/{each.id}"))["state"] for each in files} == {"pending"}

            scanner.may_answer.set()
            assert {(await each.settled())["state"] for each in files} == {"ready"}
