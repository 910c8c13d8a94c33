"""/health and `manage.py doctor`: what is not well, and what to do about it."""

import io
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from chatproject.celery import app
from chatproject.health import examining as health
from chatproject.health import heartbeats
from chatproject.tasks import mark_alive

pytestmark = pytest.mark.django_db

_SCHEDULE: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE


@pytest.fixture
def all_alive() -> None:
    for queue in settings.QUEUES:
        mark_alive(queue)


@pytest.mark.usefixtures("all_alive")
def test_health_is_well_when_every_queue_was_served(client: Client) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200, answer.content
    parts = answer.json()["parts"]
    assert {"database", "migrations", "valkey", "outbox", "disk.data", "worker.media"} <= parts.keys()


@pytest.mark.usefixtures("all_alive")
def test_health_is_well_when_no_file_was_stored_yet(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "var" / "data", tmp_path / "var" / "media"
    answer = client.get("/health")
    assert answer.status_code == 200, answer.content
    assert {"disk.data", "disk.media"} <= answer.json()["parts"].keys()


@pytest.mark.usefixtures("all_alive")
def test_health_fails_and_readiness_does_not_when_a_worker_is_gone(client: Client) -> None:
    cache.set("alive:notifications", time.time() - 1000)
    answer = client.get("/health")
    assert answer.status_code == 503
    part = answer.json()["parts"]["worker.notifications"]
    assert part["status"] == "failed"
    assert "notifications" in part["advice"]
    assert client.get("/readyz").status_code == 200
    assert b'parlance_part_ok{part="worker.notifications"} 0.0' in client.get("/metrics").content
    assert b'parlance_part_ok{part="worker.media"} 1.0' in client.get("/metrics").content


@pytest.mark.usefixtures("all_alive")
def test_part_that_is_not_well_says_since_when_it_is_so() -> None:
    def since() -> Any:
        return next(part.since for part in health.examine() if part.name == "worker.notifications")

    assert since() is None
    cache.set("alive:notifications", time.time() - 1000)
    first = since()
    assert first is not None
    assert since() == first
    mark_alive("notifications")
    assert since() is None
    cache.set("alive:notifications", time.time() - 1000)
    assert since() > first


def test_worker_is_not_missed_before_it_could_take_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_started", time.monotonic())
    assert all(part.is_well for part in health.examine() if part.name.startswith("worker."))
    monkeypatch.setattr(health, "_started", time.monotonic() - 10_000)
    assert not any(part.is_well for part in health.examine() if part.name.startswith("worker."))


def test_worker_of_films_may_be_silent_for_as_long_as_a_film() -> None:
    for queue in settings.QUEUES:
        cache.set(f"alive:{queue}", time.time() - 200)
    parts = {part.name: part.is_well for part in health.examine()}
    assert (parts["worker.media"], parts["worker.parlance"]) == (True, False)


def test_metrics_show_how_many_tasks_wait_when_no_worker_takes_them(client: Client) -> None:
    for _ in range(2):
        app.send_task("nobody.runs.this", queue="media")
    try:
        assert b'parlance_queue_length{queue="media"} 2.0' in client.get("/metrics").content
    finally:
        with app.connection() as broker:
            app.amqp.queues["media"](broker).purge()


def test_health_is_not_found_when_a_stranger_asks(client: Client) -> None:
    assert client.get("/health", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_timetable_marks_every_queue() -> None:
    marked = [entry["options"]["queue"] for entry in _SCHEDULE.values() if entry["task"].endswith("mark_alive")]
    assert tuple(marked) == settings.QUEUES


@pytest.mark.usefixtures("all_alive")
def test_doctor_says_what_to_do_when_a_worker_is_gone() -> None:
    cache.set("alive:parlance", time.time() - 1000)
    assert heartbeats.age("parlance") > 900  # type: ignore[operator]
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", stdout=out)
    assert "WRONG worker.parlance" in out.getvalue()
    assert "Start the worker of the queue parlance" in out.getvalue()
    assert "ok    database: answers" in out.getvalue()


def test_help_lists_our_commands_first() -> None:
    from chatproject.management.utility import Utility

    text = Utility(["manage.py"]).main_help_text()
    assert text.index("backup") < text.index("Django and others:") < text.index("makemigrations")
    assert "makemigrations" in Utility(["manage.py"]).main_help_text(commands_only=True)


def test_version_names_parlance_and_postgres() -> None:
    out = io.StringIO()
    call_command("version", stdout=out)
    assert out.getvalue().startswith("Parlance ")
    assert "PostgreSQL 1" in out.getvalue()
