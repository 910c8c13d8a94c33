"""RabbitMQ as the broker, by CELERY_BROKER_URL alone."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest
from celery import Celery
from kombu import Queue

from chatproject.health.consuming import waiting
from chatproject.supervisor.plan import PROJECT
from tests.broker.rabbitmq import RabbitMQ, rabbitmq
from tests.ground.running import Running, wait

pytestmark = [pytest.mark.long, pytest.mark.alone, pytest.mark.timeout(900)]

QUEUES = {"parlance", "media", "notifications"}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMQ]:
    with rabbitmq(tmp_path_factory.mktemp("rabbitmq")) as found:
        yield found


@pytest.fixture
def send(broker: RabbitMQ) -> Iterator[Callable[..., None]]:
    """Queues a task in a queue, as the product does."""
    app = Celery(broker=broker.url)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.update(broker_url=broker.url, broker_transport_options={}, task_publish_retry=amqp_retries())

    def queue(name: str, queue: str, *arguments: str) -> None:
        app.send_task(f"tests.broker.{name}", arguments, queue=queue)

    yield queue
    app.close()


@contextmanager
def worker(broker: RabbitMQ, queue: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "CELERY_BROKER_URL": broker.url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "tests.broker.tasks", f"test-{queue}", queue]
    with subprocess.Popen(command, cwd=PROJECT, env=environment, start_new_session=True) as process:
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def until(notes: Path, line: str, times: int = 1) -> None:
    def said() -> list[str]:
        return notes.read_text().splitlines() if notes.exists() else []

    wait(lambda: said().count(line) >= times, 120, lambda: f"{line} is not in {said()}")


def test_task_is_redelivered_when_its_worker_is_killed(
    broker: RabbitMQ, send: Callable[..., None], tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    send("hold", "parlance", str(notes), "a")
    with worker(broker, "parlance"):
        until(notes, "a began")
    with worker(broker, "parlance"):
        until(notes, "a began", 2)
        (tmp_path / "a.go").touch()
        until(notes, "a ended")


def test_task_is_retried_when_it_fails(broker: RabbitMQ, send: Callable[..., None], tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    with worker(broker, "media"):
        send("fail_twice", "media", str(notes))
        until(notes, "try 2")
    assert notes.read_text().split("\n") == ["try 0", "try 1", "try 2", ""]


def test_notifications_pass_while_a_long_film_is_converted(
    broker: RabbitMQ, send: Callable[..., None], tmp_path: Path
) -> None:
    """Each kind of work has a queue and a worker: that is how the urgent passes the slow."""
    notes = tmp_path / "notes"
    (tmp_path / "word.go").touch()
    with worker(broker, "media"), worker(broker, "notifications"):
        send("hold", "media", str(notes), "film")
        until(notes, "film began")
        send("hold", "notifications", str(notes), "word")
        until(notes, "word ended")
        assert "film ended" not in notes.read_text()
        (tmp_path / "film.go").touch()
        until(notes, "film ended")


def test_publisher_connects_again_when_the_broker_was_restarted(broker: RabbitMQ) -> None:
    """As beat does, it keeps one producer."""
    with Celery(broker=broker.url) as app:
        app.config_from_object("django.conf:settings", namespace="CELERY")
        wanted = {"broker_url": broker.url, "broker_transport_options": {}, "task_publish_retry": amqp_retries()}
        app.conf.update(wanted)
        with app.connection() as line, app.amqp.Producer(line, auto_declare=False) as producer:
            app.send_task("tests.broker.hold", queue="kept", producer=producer)
            broker.kill()
            broker.start()
            app.send_task("tests.broker.hold", queue="kept", producer=producer)


def test_worker_counts_waiting_tasks_and_survives_a_queue_that_the_broker_refuses(broker: RabbitMQ) -> None:
    with Celery(broker=broker.url) as app, app.connection() as line:
        lasting, fleeting = (Queue(name, durable=name == "lasting") for name in ("lasting", "fleeting"))
        for queue in (lasting, fleeting):
            queue(line.default_channel).declare()
        app.send_task("tests.broker.hold", queue=lasting.name)
        wait(lambda: waiting(app, "lasting") == 1, 30, lambda: "no task waits")
        assert waiting(app, "fleeting") == 0


def amqp_retries() -> bool:
    """Returns what the settings say with an address of RabbitMQ."""
    command = "from chatproject.settings.queue import CELERY_TASK_PUBLISH_RETRY as each; print(each)"
    environment = {**os.environ, "CELERY_BROKER_URL": "amqp://localhost"}
    said = subprocess.run(
        [sys.executable, "-c", command], cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    )
    return said.stdout.strip() == "True"


def test_parlance_runs_its_queues_in_rabbitmq_and_survives_its_restart(
    broker: RabbitMQ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", broker.url)

    def took_tasks() -> bool:
        try:
            parts = json.loads(product.read("/health"))["parts"]
        except HTTPError:
            return False
        return all(parts[f"worker.{queue}"]["detail"].startswith("took a task") for queue in QUEUES)

    with Running.ready(tmp_path / "var", tmp_path / "log") as product:
        wait(took_tasks, 180, lambda: product.output)
        assert broker.queues() >= QUEUES
        broker.kill()
        broker.start()
        marks = product.manage("shell", "-c", "from django.core.cache import cache; cache.clear()")
        assert marks.returncode == 0, marks.stderr
        wait(took_tasks, 240, lambda: product.output)
