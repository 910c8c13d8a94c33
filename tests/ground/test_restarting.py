"""`manage.py restart`: a running Parlance becomes another release, and no one is refused in between."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.contract.planting import copy
from tests.ground.running import Running, environment, wait

pytestmark = [pytest.mark.alone, pytest.mark.timeout(600)]

_REPLACED = ("preload", "web.1", "web.2", "worker", "media", "notifications", "beat")


@contextmanager
def visitors(up: Running) -> Iterator[list[str]]:
    """Opens new connections one after the other. Yields the failures."""
    failures: list[str] = []
    ended = threading.Event()

    def visit() -> None:
        while not ended.is_set():
            try:
                up.read("/healthz")
            except OSError as error:
                failures.append(repr(error))

    threads = [threading.Thread(target=visit) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield failures
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def restart(up: Running, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", "restart"]
    return subprocess.run(command, cwd=folder, env=environment(up.data_dir), capture_output=True, text=True)


def replaced(up: Running, before: dict[str, int]) -> bool:
    return all(up.children.get(name, before[name]) != before[name] for name in _REPLACED)


def test_restart_moves_to_another_release_without_refusing_a_visitor(whole: Running, tmp_path: Path) -> None:
    before = whole.children
    copy(tmp_path)
    version = tmp_path / "chatproject" / "version.py"
    version.write_text(f"{version.read_text()}\nVERSION += '-next'\n")
    (tmp_path / "chatproject" / "supervisor" / "new.py").write_text("# new\n")
    headers = {"Authorization": f"Bearer {whole.register('visitor')}"}
    with (
        visitors(whole) as failures,
        connect(f"ws://127.0.0.1:{whole.port}/ws/v1", additional_headers=headers) as socket,
    ):
        assert json.loads(socket.recv())["type"] == "welcome"
        with ThreadPoolExecutor() as aside:
            restarting = aside.submit(restart, whole, tmp_path)
            assert json.loads(socket.recv(300))["type"] == "goaway"
            socket.send('{"type": "ping", "id": "last"}')
            assert json.loads(socket.recv())["to"] == "last", "a command after the notice is not answered"
            with pytest.raises(ConnectionClosed):
                socket.recv()
            done = restarting.result()
        assert (done.returncode, failures) == (0, []), f"{done}\n{whole.output}"
        assert "systemctl restart parlance" in done.stdout, "the supervisor of this release is another one"
    wait(lambda: replaced(whole, before), 60, lambda: whole.output)
    assert whole.children["postgres"] == before["postgres"]
    whole.wait_until_ready()
    assert set(whole.of_family(lambda each: each.cwd() == str(tmp_path))) == {True, False}


def test_restart_leaves_everything_as_it_is_when_the_release_does_not_start(whole: Running, tmp_path: Path) -> None:
    before = whole.children
    copy(tmp_path)
    (tmp_path / "chatproject" / "asgi.py").write_text("raise RuntimeError('a broken release')\n")
    done = restart(whole, tmp_path)
    assert done.returncode == 1
    assert "Nothing was replaced" in done.stdout
    wait(whole.is_ready, 60, lambda: whole.output)
    assert whole.children == before
