"""`manage.py up` while it runs: it repairs itself, serves other commands, and takes no port that is in use."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from chatproject.supervisor.listeners import EACH_HAS_ITS_OWN
from chatproject.supervisor.plan import PROJECT
from tests.ground.running import Running, environment, wait

pytestmark = [pytest.mark.alone, pytest.mark.timeout(600)]

_A_TASK_IS_DONE = """
import time
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from chatproject.models import Export
from chatproject.tasks import tidy_exports

owner, _ = User.objects.get_or_create(username="exporter")
Export.objects.create(user=owner, expires_at=timezone.now() - timedelta(days=1))
tidy_exports.delay()
for _ in range(600):
    if not Export.objects.exists():
        print("done")
        break
    time.sleep(0.1)
"""


_FORKED = ("web.1", "web.2", "worker", "media", "notifications", "beat")


@pytest.mark.parametrize("name", [*_FORKED, "preload", "valkey", "postgres"])
def test_a_killed_child_comes_again(whole: Running, name: str) -> None:
    before = whole.children[name]
    os.kill(before, signal.SIGKILL)
    wait(lambda: whole.children.get(name, before) != before, 120, lambda: whole.output)
    whole.wait_until_ready()
    assert f"{name:<9}| ended (SIGKILL)" in whole.output


def test_forks_live_on_when_what_they_were_forked_from_dies(whole: Running) -> None:
    before = whole.children
    os.kill(before["preload"], signal.SIGKILL)
    wait(lambda: whole.children.get("preload", before["preload"]) != before["preload"], 30, lambda: whole.output)
    assert {name: whole.children.get(name) for name in _FORKED} == {name: before[name] for name in _FORKED}
    assert whole.is_ready()


def test_a_web_process_comes_again_though_what_it_is_forked_from_died_too(whole: Running) -> None:
    before = whole.children
    for name in ("preload", "web.1"):
        os.kill(before[name], signal.SIGKILL)
    wait(lambda: whole.children.get("web.1", before["web.1"]) != before["web.1"], 60, lambda: whole.output)
    wait(lambda: min(_takings(whole)) > 0, 30, lambda: whole.output)


def test_children_of_a_killed_worker_are_ended(whole: Running) -> None:
    worker = psutil.Process(whole.children["media"])
    wait(worker.children, 30, lambda: whole.output)
    left = worker.children()
    worker.kill()
    wait(lambda: not any(one.is_running() for one in left), 30, lambda: f"still there: {left}")


def test_a_restarted_postgres_leaves_no_dead_connections(whole: Running) -> None:
    whole.wait_until_ready()
    headers = {"Authorization": f"Bearer {whole.register('patient')}"}
    before = whole.children["postgres"]
    for _ in range(20):  # on both web processes
        whole.read("/api/v1/me", headers)
    os.kill(before, signal.SIGKILL)
    wait(lambda: whole.children.get("postgres", before) != before, 120, lambda: whole.output)
    whole.wait_until_ready()
    for _ in range(20):  # may wait for a new connection, and is no error
        whole.read("/api/v1/me", headers)


def test_a_restarted_valkey_brings_a_new_worker_that_works(whole: Running) -> None:
    before = whole.children
    os.kill(before["valkey"], signal.SIGKILL)
    wait(lambda: whole.children.get("worker", before["worker"]) != before["worker"], 120, lambda: whole.output)
    assert "done" in whole.manage("shell", "-c", _A_TASK_IS_DONE).stdout


def test_a_worker_keeps_its_connection_until_that_has_ended(whole: Running) -> None:
    code = """
from django.db import connection
from django.utils import timezone
def committed(since):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE query = 'COMMIT' AND state_change > %s", [since])
        return {pid for (pid,) in cursor.fetchall()}
held = []
for round in range(3):
    # Another task may already use the connection again.
    for attempt in range(20):
        began = timezone.now()
        exec(task)
        if found := committed(began):
            break
    held.append(found)
    if round == 1:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", [list(held[0])])
print("kept" if held[0] & held[1] and held[2] and not held[0] & held[2] else held)
"""
    told = whole.manage("shell", "-c", f"task = {_A_TASK_IS_DONE!r}\n{code}")
    assert told.stdout.split()[-4:] == ["done", "done", "done", "kept"], told


def test_workers_stand_back_behind_web_processes(whole: Running) -> None:
    whole.wait_for_all()

    def nice(*names: str) -> set[int]:
        return {psutil.Process(whole.children[name]).nice() for name in names}

    ours = psutil.Process().nice()
    wait(lambda: nice("worker", "media", "notifications") == {min(ours + 5, 19)}, 120, lambda: whole.output)
    assert nice("web.1", "web.2", "postgres") == {ours}


def test_files_and_notifications_wait_in_queues_of_their_own(whole: Running) -> None:
    whole.wait_for_all()
    code = """
from chatproject.celery import app
from media.tasks import verify_attachment
heard = {}
for _ in range(30):
    heard = app.control.inspect(timeout=1).active_queues() or {}
    if len(heard) == 3:
        break
print("heard", {name.partition("@")[0]: [each["name"] for each in queues] for name, queues in sorted(heard.items())})
print("goes to", app.amqp.router.route({}, verify_attachment.name)["queue"].name)
"""
    said = whole.manage("shell", "-c", code).stdout
    assert "heard {'media': ['media'], 'notifications': ['notifications'], 'worker': ['parlance']}" in said
    assert "goes to media" in said


def test_other_commands_find_the_services(whole: Running) -> None:
    counted = whole.manage("shell", "-c", "from accounts.models import User; print(User.objects.count(), 'people')")
    assert re.search(r"^\d+ people$", counted.stdout, re.MULTILINE)


def test_a_second_one_with_the_same_data_is_refused(whole: Running) -> None:
    answer = whole.manage("up")
    assert answer.returncode == 1
    assert "already runs" in answer.stdout
    assert whole.is_ready()


def test_a_taken_port_is_refused_before_anything_is_started(whole: Running, tmp_path: Path) -> None:
    data_dir = tmp_path / "other"
    answer = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=PROJECT,
        env=environment(data_dir) | {"PORT": str(whole.port)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "Address already in use. Choose another port" in answer.stdout
    assert not (data_dir / "postgres").exists()


def test_only_the_web_processes_listen_on_the_network(whole: Running) -> None:
    ours = {whole.process.pid, whole.children["web.1"], whole.children["web.2"]}
    lines = [line for line in psutil.net_connections("inet") if line.status == psutil.CONN_LISTEN]
    family = {one.pid for one in whole.family}
    assert {line.pid for line in lines if line.pid in family} <= ours
    assert {line.laddr for line in lines if line.pid in family} == {("127.0.0.1", whole.port)}


@pytest.mark.skipif(not EACH_HAS_ITS_OWN, reason="only Linux spreads connections")
def test_visitors_are_spread_over_the_web_processes(whole: Running) -> None:
    # One of them may just have come again, and its listener open a moment later.
    wait(lambda: min(_takings(whole)) >= 10, 120, lambda: whole.output)


def _takings(whole: Running) -> list[int]:
    """How many of 64 visitors each web process takes."""
    lines = [socket.create_connection(("127.0.0.1", whole.port)) for _ in range(64)]
    try:
        wait(lambda: len(_accepted(whole)) == 64, 120, lambda: "not all were accepted")
        takers = _accepted(whole)
        return [takers.count(whole.children[name]) for name in ("web.1", "web.2")]
    finally:
        for line in lines:
            line.close()


def _accepted(whole: Running) -> list[int | None]:
    here = ("127.0.0.1", whole.port)
    return [line.pid for line in psutil.net_connections("inet") if line.status == "ESTABLISHED" and line.laddr == here]


def test_metrics_are_those_of_all_web_processes(whole: Running) -> None:
    for _ in range(8):
        whole.read("/accounts/login/")
    counted = 'parlance_http_requests_total{method="GET",status="200"}'
    seen = {line for _ in range(8) for line in whole.read("/metrics").splitlines() if line.startswith(counted)}
    assert len(seen) == 1


def test_sockets_receive_goaway_before_a_web_process_stops(whole: Running) -> None:
    access = whole.register("walker")
    with connect(
        f"ws://127.0.0.1:{whole.port}/ws/v1", subprotocols=[Subprotocol("chat.v1"), Subprotocol(f"bearer.{access}")]
    ) as line:
        assert types(line.recv(10)) == ["welcome"]
        before = whole.children
        for name in ("web.1", "web.2"):
            os.kill(before[name], signal.SIGTERM)
        assert "goaway" in types(line.recv(10))
        with pytest.raises(ConnectionClosed) as closed:
            line.recv(10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1001
    wait(
        lambda: not set(before.values()) & {whole.children.get("web.1"), whole.children.get("web.2")},
        120,
        lambda: whole.output,
    )
    whole.wait_until_ready()


def types(frame: str | bytes) -> list[str]:
    """A frame is one object or an array of them."""
    decoded = json.loads(frame)
    return [one["type"] for one in (decoded if isinstance(decoded, list) else [decoded])]
