"""A Parlance with everything that alerts watch: push services, a certificate, backups, and people who talk."""

import asyncio
import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import psycopg
import trustme

from bench.processes import tree
from chatproject.supervisor.plan import PROJECT
from tests.contract.client import Person
from tests.contract.sockets import Refused, Socket
from tests.contract.world import World
from tests.machine import Machine
from tests.push_drill.crowd import Crowd, crowd
from tests.push_drill.place import Place, running

_T = TypeVar("_T")
#: Seconds between two acts of a person.
_PAUSE = 0.5
_PATIENCE = 20.0


@dataclass
class Site:
    """The TLS server at SITE_URL."""

    port: int
    context: ssl.SSLContext
    authority: trustme.CA = field(default_factory=trustme.CA)

    def show(self, days: float) -> None:
        """Shows a certificate from now on that ends in so many days."""
        issued = self.authority.issue_cert("localhost", not_after=datetime.now(UTC) + timedelta(days=days))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued.configure_cert(self.context)


@dataclass
class Stage:
    """Alice writes, bob reads these paths; carol is away and has a phone, if there are push services."""

    machine: Machine
    place: Place | None = None
    site: Site | None = None
    reads: list[str] = field(default_factory=lambda: ["conversations"])
    #: While they talk.
    absent: Person | None = None
    people: Crowd | None = None

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        """Yields a connection that is not of the product."""
        with psycopg.connect(self.machine.database_url, autocommit=True) as line:
            yield line

    def manage(self, code: str) -> None:
        """Runs Python code as a process of this Parlance."""
        self.run("shell", "-c", code)

    def run(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=PROJECT, env=self.machine.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    @contextmanager
    def without(self, *children: str) -> Iterator[None]:
        """Kills these children, and nothing starts them again during the block."""
        supervisor = self.machine.supervisor
        os.kill(supervisor, signal.SIGSTOP)
        try:
            for name in children:
                for pid in tree(self.machine.children[name]):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            yield
        finally:
            os.kill(supervisor, signal.SIGCONT)

    @asynccontextmanager
    async def talking(self) -> AsyncIterator[None]:
        """People talk during the block."""
        async with self._cast() as (alice, bob, garden):
            writing = asyncio.create_task(_again(lambda: _write(alice, garden)))
            reading = asyncio.create_task(_again(lambda: self._read(bob)))
            try:
                yield
            finally:
                for task in (writing, reading):
                    task.cancel()
                await asyncio.gather(writing, reading, return_exceptions=True)

    @asynccontextmanager
    async def _cast(self) -> AsyncIterator[tuple[Person, Person, str]]:
        if self.place is None:
            async with World.at(self.machine) as world:
                alice, bob = await world.cast("alice", "bob")
                yield alice, bob, await world.group(alice, bob)
            return
        async with crowd(self.place) as self.people:
            alice, bob, self.absent = await self.people.world.cast("alice", "bob", "carol")
            await self.people.phone(self.absent, "fcm")
            yield alice, bob, await self.people.group(alice, bob, self.absent)

    async def _read(self, bob: Person) -> None:
        while True:
            for path in self.reads:
                await bob.call("GET", path)
            await asyncio.sleep(_PAUSE)


async def _again(act: Callable[[], Awaitable[None]]) -> None:
    while True:
        with contextlib.suppress(Exception):  # whatever breaks them: people try again
            await act()
        await asyncio.sleep(_PAUSE)


async def _write(alice: Person, garden: str) -> None:
    """Sends until the socket breaks."""
    line: Socket = await asyncio.wait_for(alice.connect(), _PATIENCE)
    try:
        while True:
            with contextlib.suppress(Refused):
                await asyncio.wait_for(line.send(garden, "hello"), _PATIENCE)
            await asyncio.sleep(_PAUSE)
    finally:
        line.cut()


@asynccontextmanager
async def entered(block: AbstractContextManager[_T]) -> AsyncIterator[_T]:
    """Enters and leaves a block in a thread, because that takes long."""
    found = await asyncio.to_thread(block.__enter__)
    try:
        yield found
    finally:
        await asyncio.to_thread(block.__exit__, None, None, None)


@contextmanager
def stage() -> Iterator[Stage]:
    with ExitStack() as stack:
        site = stack.enter_context(_site())
        repository = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="repository-")))
        repository.chmod(0o777)  # started by root, Parlance runs as another account
        place = stack.enter_context(
            running(
                SITE_URL=f"https://localhost:{site.port}",
                BACKUP_TO=str(repository),
                BACKUP_PASSPHRASE="a passphrase of the drill",
                BACKUP_WAL="on",
                APNS_KEY_ID="REVOKED",
            )
        )
        place.machine.data_dir.chmod(0o711)
        found = Stage(place.machine, place, site)
        found.manage("from chatproject.health import certificates; certificates.look()")
        found.run("backup", "--prove")
        yield found


@contextmanager
def _site() -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site = Site(listener.getsockname()[1], ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
        site.show(60)
        threading.Thread(target=_shake_hands, args=(listener, site), daemon=True).start()
        yield site


def _shake_hands(listener: socket.socket, site: Site) -> None:
    while listener.fileno() != -1:
        with contextlib.suppress(OSError):
            line, _ = listener.accept()
            site.context.wrap_socket(line, server_side=True).close()
