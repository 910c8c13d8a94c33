"""Children die while the disk is full: no request hangs, and all processes start again by themselves."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from tests.ground.running import Running, wait

pytestmark = [
    pytest.mark.alone,
    pytest.mark.timeout(600),
    pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only root can mount a disk"),
]

_OURS = ("web.1", "web.2", "worker", "media", "notifications", "beat")


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    """A small one: DATA_DIR is on it."""
    with TemporaryDirectory(prefix="parlance-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m,mode=0755", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(scope="module")
def up(disk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running.ready(disk / "var", tmp_path_factory.mktemp("up") / "up.log") as running:
        yield running


@pytest.fixture
def full(up: Running, disk: Path) -> Iterator[None]:
    """No byte fits on the disk until it is emptied again."""
    up.wait_for_all()
    filling = disk / "filling"
    _fill(filling)
    yield
    filling.unlink(missing_ok=True)


@pytest.mark.parametrize("names", [("notifications",), _OURS], ids=["one", "all"])
def test_processes_that_died_while_the_disk_was_full_start_again(
    up: Running, disk: Path, full: None, names: tuple[str, ...]
) -> None:
    before = {name: up.children[name] for name in names}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    wait(lambda: not any(map(psutil.pid_exists, before.values())), 120, lambda: "they are not reaped")
    assert _visits(up, 20) == []
    (disk / "filling").unlink()
    wait(lambda: not set(up.children.values()) & set(before.values()), 120, lambda: up.output)
    up.wait_for_all()
    up.wait_until_ready()
    assert _visits(up, 20) == []
    assert "Traceback" not in up.output


def _visits(up: Running, count: int) -> list[int]:
    """Which of so many visitors wait for nothing: neither answered nor refused."""
    return [number for number in range(count) if not _is_decided(up.port)]


def _is_decided(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            line.recv(100)
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            try:
                while True:
                    file.write(b"0" * size)
            except OSError:
                continue
