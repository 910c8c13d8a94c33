"""A child that is kept running."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chatproject.supervisor.child import Child
from chatproject.supervisor.parent_death import ChildRegistry
from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.program import Program, watch_exits
from chatproject.supervisor.state import read_json

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX processes")

SLEEP = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
)


def child(tmp_path: Path, code: str) -> Child:
    watch_exits()
    return Child("some", lambda: Program("python", (sys.executable, "-c", code)), ChildRegistry(tmp_path))


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(100):
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


async def test_child_output_is_prefixed_with_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
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


async def test_child_that_ignores_the_signal_is_killed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    some = child(tmp_path, STUBBORN)
    some.start()
    await until(lambda: "ready" in capsys.readouterr().out)
    pid = some.pid
    await some.stop(0.3)
    assert pid is not None
    assert some.pid is None
    assert "forced" in capsys.readouterr().out


async def test_grandchild_ends_with_its_child(tmp_path: Path) -> None:
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


async def test_death_calls_on_death(tmp_path: Path) -> None:
    some = child(tmp_path, SLEEP)
    told: list[bool] = []
    some.on_death = lambda: told.append(True)
    some.start()
    await until(lambda: some.pid)
    some.restart()
    await until(lambda: told)
    await some.stop(5)
    assert told == [True]


async def test_a_child_comes_when_it_could_not_be_started_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watch_exits()
    program = Program("python", (sys.executable, "-c", SLEEP), folder=tmp_path / "later")
    some = Child("some", lambda: program, ChildRegistry(tmp_path))
    some.start()
    await until(lambda: some.deaths >= 2)
    (tmp_path / "later").mkdir()
    await until(lambda: some.pid)
    await some.stop(5)
    assert "some     | cannot be started ([Errno 2] No such file or directory" in capsys.readouterr().out


async def test_a_child_is_kept_running_where_nothing_can_be_written_down(tmp_path: Path) -> None:
    home = tmp_path / "later"
    some = child(home, SLEEP)
    some.start()
    await until(lambda: some.pid)
    first = some.pid
    some.restart()
    await until(lambda: some.pid not in (None, first))
    home.mkdir()
    await until(lambda: read_json(home / "children.json"))
    assert read_json(home / "children.json")["some"]["pid"] == some.pid
    await some.stop(5)


async def test_visitors_are_sent_elsewhere_before_the_last_words_of_a_child(tmp_path: Path) -> None:
    keeps_the_line_open = "import subprocess; subprocess.Popen(['sleep', '60'], start_new_session=True)"
    some = child(tmp_path, keeps_the_line_open)
    counted: list[int] = []
    some.on_death = lambda: counted.append(some.deaths)
    some.start()
    await until(lambda: counted)
    await some.stop(5)
    assert counted[0] == 0


def test_a_full_disk_for_its_lines_is_no_trouble() -> None:
    code = (
        "from chatproject.supervisor.output import say\nfor n in range(1000): say('a line')\nprint(n, file=sys.stderr)"
    )
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-c", f"import sys\n{code}"], cwd=PROJECT, stdout=full, stderr=subprocess.PIPE
        )
    assert ended.stderr.startswith(b"999")


CHATTERER = r"""
import asyncio, pathlib, sys
from chatproject.supervisor.child import Child
from chatproject.supervisor.program import watch_exits
from chatproject.supervisor.parent_death import ChildRegistry
from chatproject.supervisor.output import never_waiting
from chatproject.supervisor.program import Program

home = pathlib.Path(sys.argv[1])
chatter = f"for _ in range(50_000): print('a line that no one reads')\nopen('{home}/lives', 'a').write('x')"

async def live():
    watch_exits()
    some = Child("some", lambda: Program("python", (sys.executable, "-c", chatter)), ChildRegistry(home))
    some.start()
    while some.deaths < 2:
        await asyncio.sleep(0.02)
    await some.stop(5)

with never_waiting():
    asyncio.run(live())
"""


def test_children_live_and_are_restarted_while_nobody_reads_what_they_print(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CHATTERER, str(tmp_path)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        try:
            assert supervisor.wait(100) == 0
        finally:
            supervisor.kill()
    assert len((tmp_path / "lives").read_text()) >= 2


def test_dropped_lines_are_counted_when_the_reader_returns() -> None:
    code = (
        "import os, sys\nfrom chatproject.supervisor.output import never_waiting, say\n"
        "with never_waiting():\n"
        "    for n in range(10_000): say(f'line {n}')\n"
        "    os.close(2)\n"
        "    sys.stdin.read()\n"
    )
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=PROJECT, stdin=pipe, stdout=pipe, stderr=pipe) as speaker:
        assert speaker.stdin is not None
        assert speaker.stdout is not None
        assert speaker.stderr is not None
        speaker.stderr.read()  # all is said
        shown = dropped = 0
        while shown + dropped < 10_000:
            line = speaker.stdout.readline().decode()
            if "missing" in line:
                dropped += int(line.split()[2])
            else:
                shown += 1
        speaker.stdin.close()
    assert dropped
    assert shown + dropped == 10_000


def _state(pid: int) -> str | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return None
