"""`manage.py up`, with real processes: it starts from nothing, leaves nothing, and starts again after anything."""

import os
import pwd
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from bench.processes import private_bytes
from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.servers import Postgres
from tests.ground.conftest import Start
from tests.ground.running import Running, manage, survivors, wait

pytestmark = [pytest.mark.alone, pytest.mark.timeout(600)]


def test_up_starts_and_leaves_no_process_when_it_ends(start: Start) -> None:
    up = start()
    up.wait_for_all()
    family = up.family
    assert len(family) >= 7
    up.stop()
    assert survivors(family) == []
    assert up.process.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
def test_an_idle_machine_takes_little_memory(start: Start) -> None:
    up = start()
    up.wait_for_all()
    wait(lambda: len(up.family) >= 20, 120, lambda: up.output)  # pools of workers, and their connections
    taken = private_bytes(one.pid for one in up.family) / 2**20
    assert taken < 345, f"{taken:.0f} MiB"  # 300, and 45 for a second web process


def test_a_host_of_several_keeps_no_timetable_when_it_is_told_so(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEAT", "off")
    up = start()
    wait(lambda: "notifications" in up.children and "Ctrl-C ends it" in up.output, 120, lambda: up.output)
    assert "beat" not in up.children


def test_the_second_start_is_quick(start: Start) -> None:
    start().stop()
    began = time.monotonic()
    worked = sum(sum(times[:2]) for times in start().of_family(psutil.Process.cpu_times))
    # On a machine that has other work too, what it cost says more than how long it took.
    assert min(worked, time.monotonic() - began) < 5


def test_ctrl_c_ends_it_like_a_signal(start: Start) -> None:
    up = start()
    family = up.family
    up.stop(signal.SIGINT)
    assert survivors(family) == []


def test_a_stop_in_the_middle_of_the_start_leaves_nothing(data_dir: Path, tmp_path: Path) -> None:
    with Running(data_dir, tmp_path / "up.log") as up:
        wait(lambda: (data_dir / "children.json").exists() and up.children.get("postgres"), 120, lambda: up.output)
        family = up.family
        up.stop()
    assert survivors(family) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start ends what is left")
def test_nobody_outlives_a_killed_supervisor(start: Start) -> None:
    up = start()
    up.wait_for_all()
    family = up.family
    up.process.kill()
    up.process.wait()
    wait(lambda: not survivors(family), 120, lambda: f"still running: {survivors(family)}")
    start().wait_for_all()


def test_an_orphaned_server_is_ended_first(start: Start, data_dir: Path) -> None:
    start().stop()
    postgres = Postgres(data_dir)
    with postgres.program().start(subprocess.DEVNULL) as orphan:
        try:
            wait(lambda: postgres.is_ready(orphan.pid), 120, lambda: "the orphan did not start")
            start()
            assert orphan.wait(60) == 0
        finally:
            orphan.kill()


def test_without_services_a_command_says_how_to_start_them(data_dir: Path) -> None:
    answer = manage(data_dir, "showmigrations")
    assert answer.returncode == 1
    assert "Start them with `make run`" in answer.stderr
    assert "Traceback" not in answer.stderr


def _everybody_may_read_the_project() -> bool:
    folders = [PROJECT, *PROJECT.parents, *Path(sys.executable).resolve().parents]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)


@pytest.mark.skipif(os.geteuid() != 0, reason="we are an ordinary user already")
@pytest.mark.skipif(not _everybody_may_read_the_project(), reason="the project is in a folder of root's alone")
def test_an_ordinary_user_can_do_it_too(tmp_path: Path) -> None:
    with TemporaryDirectory(prefix="parlance-user-") as folder:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
        with Running(Path(folder) / "var", tmp_path / "up.log", user="nobody") as up:
            up.wait_until_ready()
            assert set(up.of_family(psutil.Process.username)) == {"nobody"}
