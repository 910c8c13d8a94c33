"""Real web processes and a real worker with a media folder of their own; users for tests that need none of that."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import pytest

from media.discarding import discard_bytes
from tests.contract.server import ROOT, Servers, Services
from tests.media.buckets import Rclone, environment

# A separate worker: one process, one task at a time.
_WORKER = ("-m", "celery", "-A", "chatproject", "worker", "--pool", "solo", "--without-gossip", "--without-mingle")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("tests.contract.fixtures")
    config.addinivalue_line("markers", "both_stores: it holds on a disk and in a bucket")


@dataclass(frozen=True)
class Yard:
    """Two web processes, a worker, and the folder of the files: a local one, or that of a bucket's server."""

    servers: Servers
    folder: Path

    def files(self) -> list[Path]:
        """Returns every file in the store, complete or not."""
        # Folders appear and disappear during the walk, which makes `rglob` fail.
        return sorted(Path(folder, name) for folder, _, names in os.walk(self.folder) for name in names)

    async def becomes(self, files: list[Path]) -> None:
        """Waits for the worker, which removes deleted files."""
        async with asyncio.timeout(60):
            while self.files() != files:
                await asyncio.sleep(0.05)


@contextmanager
def working(services: Services, folder: Path, **changes: str) -> Iterator[Yard]:
    with tempfile.TemporaryFile() as log:
        servers = Servers.start(services, ROOT, MALLOC_ARENA_MAX="2", **changes)
        worker = subprocess.Popen(
            [sys.executable, *_WORKER],
            env={**services.environment(), **changes},
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        yield Yard(servers, folder)
        worker.terminate()
        worker.wait(20)
        servers.stop()
        log.seek(0)
        assert b"Traceback" not in log.read()


@pytest.fixture(scope="session")
def disk_yard(services: Services) -> Iterator[Yard]:
    with (
        tempfile.TemporaryDirectory(prefix="media-") as folder,
        working(services, Path(folder), MEDIA_ROOT=folder) as yard,
    ):
        yield yard


@pytest.fixture(scope="session")
def s3_yard(services: Services) -> Iterator[Yard]:
    rclone = Rclone()
    # A queue of its own: the other worker must not receive tasks for files in the bucket.
    apart = replace(services, redis_prefix=f"{services.redis_prefix}s3.")
    with working(apart, rclone.folder, **environment(rclone.endpoint)) as yard:
        yield yard
    rclone.stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_stores"):
        metafunc.parametrize("yard", ["disk", pytest.param("s3", marks=pytest.mark.long)], indirect=True)


@pytest.fixture
def yard(request: pytest.FixtureRequest) -> Yard:
    found: Yard = request.getfixturevalue(f"{getattr(request, 'param', 'disk')}_yard")
    return found


@pytest.fixture
def servers(yard: Yard) -> Iterator[Servers]:
    """Replaces the servers of the contract, which store files elsewhere."""
    for each in yard.servers.both:
        each.complaints()
    yield yard.servers
    assert not "".join(each.complaints() for each in yard.servers.both)
    assert all(each.is_alive for each in yard.servers.both)


@pytest.fixture
def worker() -> Iterator[None]:
    """Runs queued discards at once."""
    with patch.object(discard_bytes, "delay", side_effect=discard_bytes):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "made"
    made.mkdir()
    return made
