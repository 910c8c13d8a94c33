"""Celery: what is queued, and what a broken broker costs."""

import time
from datetime import timedelta

import pytest
import redis
from celery.exceptions import OperationalError as CeleryError
from django.contrib.sessions.models import Session
from django.utils import timezone
from kombu.exceptions import OperationalError

from chatproject.celery import app
from chatproject.tasks import forget_expired_sessions, forget_expired_tokens


def test_a_task_is_queued_beside_our_own_keys(valkey: redis.Redis) -> None:
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue("parlance")
        queue.clear()
        forget_expired_tokens.delay()
        message = queue.get(timeout=5)
        message.ack()
        queue.close()
    assert message.headers["task"] == "chatproject.tasks.forget_expired_tokens"
    assert valkey.dbsize() == 0


def test_a_dead_broker_is_told_at_once() -> None:
    began = time.monotonic()
    with (
        app.connection_for_write("redis+socket:///nowhere/valkey.sock") as connection,
        pytest.raises((OperationalError, CeleryError)),
    ):
        app.send_task(forget_expired_tokens.name, connection=connection)
    assert time.monotonic() - began < 3


def test_every_task_of_the_timetable_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.django_db
def test_expired_sessions_are_forgotten() -> None:
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    forget_expired_sessions()
    assert [session.session_key for session in Session.objects.all()] == ["new"]
