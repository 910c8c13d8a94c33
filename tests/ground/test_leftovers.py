"""Cleaning up after a supervisor that was killed."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatproject.supervisor.parent_death import ChildRegistry, Process, end_server


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "60"], cwd=tmp_path) as process:
        yield process
        process.kill()


def test_processes_left_by_the_last_supervisor_are_ended(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    ChildRegistry(tmp_path).add("worker", Process.seen(sleeper.pid, signal.SIGTERM))
    ChildRegistry(tmp_path).end_leftovers()
    assert sleeper.wait(5) == -signal.SIGTERM


def test_a_later_process_of_the_same_pid_is_let_be(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    ChildRegistry(tmp_path).add("worker", Process(sleeper.pid, "another time", signal.SIGTERM))
    ChildRegistry(tmp_path).end_leftovers()
    assert sleeper.poll() is None


def test_a_child_that_ended_is_no_longer_in_the_ledger(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    registry = ChildRegistry(tmp_path)
    registry.add("worker", Process.seen(sleeper.pid, signal.SIGTERM))
    registry.remove(sleeper.pid)
    ChildRegistry(tmp_path).end_leftovers()
    assert sleeper.poll() is None


def test_a_dead_process_is_not_alive(sleeper: subprocess.Popen[bytes]) -> None:
    process = Process.seen(sleeper.pid, signal.SIGTERM)
    assert process.is_alive
    sleeper.kill()
    sleeper.wait(5)
    assert not process.is_alive


def test_a_server_that_no_ledger_knows_is_ended(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    pid_file = tmp_path / "server.pid"
    pid_file.write_text(f"{sleeper.pid}\nmore lines\n")
    end_server(pid_file, signal.SIGTERM)
    assert sleeper.wait(5) == -signal.SIGTERM
    assert not pid_file.exists()


def test_server_is_ended_though_a_link_leads_to_its_folder(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    (tmp_path / "server.pid").write_text(f"{sleeper.pid}\n")
    (tmp_path / "data").symlink_to(tmp_path)
    end_server(tmp_path / "data" / "server.pid", signal.SIGTERM)
    assert sleeper.wait(5) == -signal.SIGTERM


def test_a_stale_pid_file_that_names_a_stranger_harms_nobody(tmp_path: Path) -> None:
    pid_file = tmp_path / "server.pid"
    pid_file.write_text(f"{os.getpid()}\n")
    end_server(pid_file, signal.SIGKILL)
    assert not pid_file.exists()
