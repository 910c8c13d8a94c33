"""The process of a backup, which the worker that started it does not wait for."""

import subprocess
import sys
import time
from pathlib import Path

from chatproject.backups.starting import start
from chatproject.backups.working import home, scratch_folder, working_alone
from chatproject.supervisor.parent_death import start_of
from chatproject.supervisor.plan import PROJECT

_WORKER = """
import os, signal, sys
from chatproject.backups.starting import start
print(start([sys.executable, "-c", "import time; print(flush=True); time.sleep(600)"]).pid, flush=True)
sys.stdin.read()
os.kill(os.getpid(), signal.SIGKILL)
"""


def _is_gone(pid: int) -> bool:
    deadline = time.monotonic() + 120
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not Path(f"/proc/{pid}").exists()


def test_process_leaves_no_zombie_when_it_ends() -> None:
    assert _is_gone(start(["true"]).pid)


def test_process_ends_when_its_worker_is_killed() -> None:
    command = [sys.executable, "-c", _WORKER]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        pid = int(worker.stdout.readline())
        assert start_of(pid) is not None
        worker.communicate()
    # A container may have no init that takes the exit code of an orphan.
    assert _ended(pid)


def _ended(pid: int) -> bool:
    deadline = time.monotonic() + 120
    while _state(pid) not in ("", "Z") and time.monotonic() < deadline:
        time.sleep(0.05)
    return _state(pid) in ("", "Z")


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def test_folder_of_a_killed_process_goes_with_the_next_backup() -> None:
    with working_alone():
        left = home() / "scratch-making-abc"
        left.mkdir()
        (left / "names").touch()
    with working_alone(), scratch_folder("making") as folder:
        assert not left.exists()
        assert folder.parent == home()
    assert not folder.exists()
