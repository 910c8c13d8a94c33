"""Celery: what is queued, and what a broken broker costs."""

import time
from collections import Counter
from datetime import timedelta

import pytest
import redis
from celery.exceptions import OperationalError as CeleryError
from django.contrib.sessions.models import Session
from django.utils import timezone
from kombu.exceptions import OperationalError

from chatproject.celery import app
from chatproject.tasks import forget_expired_sessions, tidy_exports


def test_a_task_is_queued_beside_our_own_keys(valkey: redis.Redis) -> None:
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue("parlance")
        queue.clear()
        tidy_exports.delay()
        message = queue.get(timeout=5)
        message.ack()
        queue.close()
    assert message.headers["task"] == "chatproject.tasks.tidy_exports"
    assert valkey.dbsize() == 0


def test_a_dead_broker_is_told_at_once() -> None:
    began = time.monotonic()
    with (
        app.connection_for_write("redis+socket:///nowhere/valkey.sock") as connection,
        pytest.raises((OperationalError, CeleryError)),
    ):
        app.send_task(tidy_exports.name, connection=connection)
    assert time.monotonic() - began < 3


def test_every_task_of_the_timetable_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.django_db
def test_timetable_has_one_task_for_expired_sessions_and_knows_the_names_of_before() -> None:
    former = {f"chatproject.tasks.forget_expired_{each}" for each in ("sessions", "tokens")}
    sent = Counter(entry["task"] for entry in app.conf.beat_schedule.values())
    assert not former & set(sent)
    assert sent["accounts.tasks.clean_up_accounts"] == 1
    assert former <= set(app.tasks)
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    forget_expired_sessions()
    assert not Session.objects.exists()
