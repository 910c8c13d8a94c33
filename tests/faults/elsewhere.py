"""Machines that differ: their servers are beyond a network, their disk is small, or a clock is wrong."""

import asyncio
import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.private import running
from chatproject.supervisor.program import Program
from chatproject.supervisor.servers import Postgres, Valkey
from chatproject.supervisor.state import own_services
from tests.faults.clock import Clock, new_clock
from tests.faults.island import Island, island
from tests.faults.missing import Missing
from tests.faults.proxy import Proxy
from tests.machine import Machine

#: Room for what a new Parlance writes and a few minutes of messages; and for a few files.
_SIZE, _STORE = "500m", "64m"
_HERE = "127.0.0.1"


@asynccontextmanager
async def linked(**changes: str) -> AsyncIterator[tuple[Machine, Proxy, Proxy]]:
    """Yields a Parlance, and the proxies through which it reaches its PostgreSQL and its Valkey."""
    async with (
        _servers() as (postgres, valkey),
        _near(postgres) as proxy,
        _near(valkey) as other,
        _started(_machine((_HERE, proxy.port), (_HERE, other.port), **changes)) as machine,
    ):
        yield machine, proxy, other


@asynccontextmanager
async def with_postgres_away() -> AsyncIterator[tuple[Machine, Island]]:
    """Yields a Parlance, and the network where its PostgreSQL is."""
    async with _servers() as (postgres, valkey), _near(valkey) as other:
        with island(postgres) as place:
            async with _started(_machine((place.host, place.port), (_HERE, other.port))) as machine:
                yield machine, place


@asynccontextmanager
async def with_valkey_away() -> AsyncIterator[tuple[Machine, Island]]:
    """Yields a Parlance, and the network where its Valkey is."""
    async with _servers() as (postgres, valkey), _near(postgres) as other:
        with island(valkey) as place:
            async with _started(_machine((_HERE, other.port), (place.host, place.port))) as machine:
                yield machine, place


def _near(socket: Path) -> AbstractAsyncContextManager[Proxy]:
    """Returns a proxy of this process, because the account that runs Parlance may not open the socket."""
    return Proxy.before(socket)


def _machine(postgres: tuple[str, int], valkey: tuple[str, int], **changes: str) -> Machine:
    return Machine(
        PROJECT,
        DATABASE_URL=f"postgresql://parlance@{postgres[0]}:{postgres[1]}/parlance?sslmode=disable",
        REDIS_URL=f"redis://{valkey[0]}:{valkey[1]}/0",
        **changes,
    )


class _Postgres(Postgres):
    """Runs with these variables too."""

    def __init__(self, folder: Path, changes: Mapping[str, str]) -> None:
        super().__init__(folder)
        self._changes = changes

    def program(self) -> Program:
        program = super().program()
        return replace(program, environment={**program.environment, **self._changes})


@asynccontextmanager
async def _servers(changes: Mapping[str, str] = MappingProxyType({})) -> AsyncIterator[tuple[Path, Path]]:
    """Yields the sockets of a PostgreSQL, which runs with these variables, and a Valkey."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parlance-linked-")))
        folder.chmod(0o755)  # Parlance may run as another account
        for server in (_Postgres(folder, changes), Valkey(folder)):
            await asyncio.to_thread(stack.enter_context, running(server))
        found = own_services(folder)
        sockets = parse_qs(urlsplit(found.database_url).query)["host"][0]
        yield Path(sockets) / ".s.PGSQL.5432", Path(urlsplit(found.redis_url).path)


@asynccontextmanager
async def on_a_small_disk() -> AsyncIterator[Machine]:
    """Yields a Parlance whose DATA_DIR is a disk of its own. Only root can mount one."""
    machine = Machine()
    try:
        with _mounted(machine.data_dir, _SIZE):
            async with _started(machine, keeps_folder=True):
                yield machine
    finally:
        shutil.rmtree(machine.data_dir)


@asynccontextmanager
async def with_a_small_store() -> AsyncIterator[tuple[Machine, Path]]:
    """Yields a Parlance whose files are on a disk of their own, and that disk."""
    with tempfile.TemporaryDirectory(prefix="parlance-store-") as folder, _mounted(Path(folder), _STORE):
        async with _started(Machine(MEDIA_ROOT=folder)) as machine:
            yield machine, Path(folder)


@contextmanager
def _mounted(folder: Path, size: str) -> Iterator[None]:
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", folder], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Missing(f"no disk can be mounted here: {error}") from None
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@asynccontextmanager
async def filled(disk: Path) -> AsyncIterator[None]:
    """Fills a disk to the last byte, also the room that becomes free during the block."""
    filling = disk / "filling"
    try:
        await asyncio.to_thread(_fill, filling)
        yield
        await asyncio.to_thread(_fill, filling)
        assert shutil.disk_usage(disk).free == 0, "the disk is not full"
    finally:
        filling.unlink(missing_ok=True)


def _fill(path: Path) -> None:
    with path.open("ab", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"0" * size)


@asynccontextmanager
async def with_a_database_clock() -> AsyncIterator[tuple[Machine, Clock]]:
    """Yields a Parlance, and the clock of its PostgreSQL."""
    async with AsyncExitStack() as stack:
        clock = stack.enter_context(new_clock())
        sockets = await stack.enter_async_context(_servers(clock.environment))
        postgres, valkey = [await stack.enter_async_context(_near(socket)) for socket in sockets]
        machine = _machine((_HERE, postgres.port), (_HERE, valkey.port))
        yield await stack.enter_async_context(_started(machine)), clock


@asynccontextmanager
async def _started(machine: Machine, *, keeps_folder: bool = False) -> AsyncIterator[Machine]:
    try:
        await asyncio.to_thread(machine.start)
        yield machine
    except BaseException:
        sys.stderr.write(machine.log.read_text()[-10_000:])
        raise
    finally:
        if keeps_folder:
            await asyncio.to_thread(machine.stop)
        else:
            await asyncio.to_thread(machine.discard)
