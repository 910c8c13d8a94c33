"""A supervisor that is killed."""

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from chatproject.supervisor.plan import PROJECT
from tests.ground.running import Running, survivors, wait

pytestmark = [
    pytest.mark.alone,
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start ends what is left"),
]

SUPERVISOR = """
import sys
from chatproject.supervisor.program import Program
Program("child", (sys.executable, "-c", sys.argv[1])).start(1).wait()
"""
CHILD = """
import signal, subprocess, sys, time
from chatproject.supervisor.parent_death import die_with_parent
signal.signal(signal.SIGTERM, {handler})
die_with_parent()
subprocess.Popen(["sleep", "600"])
print("ready", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("handler", ["signal.SIG_IGN", "lambda *_: sys.exit()"], ids=["ignores", "handles"])
def test_child_ends_with_all_it_started_when_its_parent_is_killed(handler: str) -> None:
    command = [sys.executable, "-c", SUPERVISOR, CHILD.format(handler=handler)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == b"ready\n"
        family = psutil.Process(supervisor.pid).children(recursive=True)
        supervisor.kill()
    assert len(family) == 2
    wait(lambda: not survivors(family), 60, lambda: f"still running: {survivors(family)}")


def processes(data_dir: Path) -> Iterator[psutil.Process]:
    """Yields the processes that work with this folder or in it, also those with another parent by now."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            is_given = process.environ().get("DATA_DIR") == str(data_dir)
            if (is_given or Path(process.cwd()).is_relative_to(data_dir)) and process.status() != psutil.STATUS_ZOMBIE:
                yield process


def runs(word: str, number: int = 1) -> Callable[[Path], bool]:
    """Returns whether so many processes run that have this word as their name or in their command."""
    return lambda data_dir: sum(word in (each.name(), *each.cmdline()) for each in processes(data_dir)) >= number


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(runs("valkey-server"), id="valkey", marks=pytest.mark.long),
        pytest.param(runs("chatproject.preload"), id="preload"),
        pytest.param(runs("web.1"), id="web", marks=pytest.mark.long),
        pytest.param(runs("worker"), id="worker", marks=pytest.mark.long),
        pytest.param(runs("media", 2), id="pool"),
    ],
)
def test_processes_end_when_their_supervisor_is_killed_during_the_start(
    data_dir: Path, tmp_path: Path, moment: Callable[[Path], bool]
) -> None:
    kill_at(moment, data_dir, tmp_path / "up.log")


def test_processes_end_when_their_supervisor_is_killed_while_it_creates_the_database(tmp_path: Path) -> None:
    kill_at(runs("initdb"), tmp_path / "var", tmp_path / "up.log")


def kill_at(moment: Callable[[Path], bool], data_dir: Path, log: Path) -> None:
    """Kills a supervisor at a moment of its start, and waits until none of its processes runs."""
    with Running(data_dir, log) as up:
        wait(lambda: moment(data_dir), 120, lambda: up.output, or_dead=up.process)
        up.process.kill()
        up.process.wait()
    wait(lambda: not list(processes(data_dir)), 60, lambda: f"still running: {list(processes(data_dir))}")
