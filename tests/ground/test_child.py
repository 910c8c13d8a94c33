"""A child that is kept running."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chatproject.supervisor.child import Child
from chatproject.supervisor.exits import watch_exits
from chatproject.supervisor.leftovers import Ledger
from chatproject.supervisor.program import Program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX processes")

SLEEP = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
)


def child(tmp_path: Path, code: str) -> Child:
    watch_exits()
    return Child("some", lambda: Program("some", (sys.executable, "-c", code)), Ledger(tmp_path))


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.02)


async def test_a_killed_child_comes_again(tmp_path: Path) -> None:
    some = child(tmp_path, SLEEP)
    some.start()
    await until(lambda: some.pid)
    first = some.pid
    assert first is not None
    some.restart()
    await until(lambda: some.pid not in (None, first))
    assert some.deaths == 1
    await some.stop(5)
    assert some.pid is None


async def test_what_it_prints_is_shown_behind_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    some = child(tmp_path, "print('one\\ntwo', end='')")
    some.start()
    await until(lambda: some.deaths)
    await some.stop(5)
    assert (
        "some     | one\nsome     | two\nsome     | ended (exit code 0); starting it again" in capsys.readouterr().out
    )


async def test_restarts_come_slower_and_slower(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    some = child(tmp_path, "raise SystemExit(3)")
    some.start()
    await until(lambda: some.deaths >= 3)
    await some.stop(5)
    pauses = [line.split()[-2] for line in capsys.readouterr().out.splitlines() if "exit code 3" in line]
    assert pauses[:3] == ["0.2", "0.4", "0.8"]


async def test_one_that_does_not_listen_is_made_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    some = child(tmp_path, STUBBORN)
    some.start()
    await until(lambda: "ready" in capsys.readouterr().out)
    pid = some.pid
    await some.stop(0.3)
    assert pid is not None
    assert some.pid is None
    assert "forced" in capsys.readouterr().out


async def test_what_it_started_itself_goes_with_it(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    code = f"""
import pathlib, subprocess
process = subprocess.Popen(["sleep", "60"])
pathlib.Path({str(marker)!r}).write_text(str(process.pid))
process.wait()
"""
    some = child(tmp_path, code)
    some.start()
    await until(lambda: marker.exists() and marker.read_text())
    grandchild = int(marker.read_text())
    await some.stop(5)
    await until(lambda: _state(grandchild) in (None, "Z"))


async def test_a_death_is_told_to_whoever_asked(tmp_path: Path) -> None:
    some = child(tmp_path, SLEEP)
    told: list[bool] = []
    some.on_death = lambda: told.append(True)
    some.start()
    await until(lambda: some.pid)
    some.restart()
    await until(lambda: told)
    await some.stop(5)
    assert told == [True]


def _state(pid: int) -> str | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return None
