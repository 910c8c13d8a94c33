"""The log during outages of a service or the disk, and for our own errors."""

import copy
import io
import logging
import logging.config
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import OperationalError
from kombu.exceptions import OperationalError as NoBroker

from chatproject.celery import app
from chatproject.logs.outages import Seldom
from chatproject.timetable import Timetable
from tests.ground.running import free_port


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """The output of the product's own log handler."""
    written = io.StringIO()
    own: dict[str, Any] = copy.deepcopy(settings.LOGGING)
    own["handlers"]["console"]["stream"] = written
    del own["root"]
    own["loggers"] = {"outages": {"handlers": ["console"], "propagate": False}}
    logging.config.dictConfig(own)
    yield written
    logging.getLogger("outages").handlers.clear()


log = logging.getLogger("outages")


def no_postgres() -> None:
    psycopg.connect(f"postgresql://u@127.0.0.1:{free_port()}/d")


def no_postgres_for_django() -> None:
    try:
        no_postgres()
    except psycopg.OperationalError as error:
        raise OperationalError(*error.args) from error


def no_valkey() -> None:
    redis.Redis(port=free_port()).ping()


def no_broker() -> None:
    raise NoBroker("Error 111 connecting to 127.0.0.1:6379.\nConnection refused.")


def valkey_with_a_full_disk() -> None:
    raise redis.ResponseError("MISCONF Errors writing to the AOF file: No space left on device")


def full_disk() -> None:
    Path("/dev/full").write_text("x")


@pytest.mark.parametrize(
    "away", [no_postgres, no_postgres_for_django, no_valkey, no_broker, valkey_with_a_full_disk, full_disk]
)
def test_an_outage_is_one_line_now_and_then(said: io.StringIO, away: Callable[[], None]) -> None:
    with pytest.raises(Exception) as met:  # noqa: PT011 (whichever it is)
        away()
    for _ in range(50):
        log.error("a task failed", exc_info=met.value)
    words = str(met.value).split()
    (line,) = said.getvalue().splitlines()
    assert line.startswith("ERROR outages: a task failed: ")
    assert line.split()[-len(words) :] == words


def fault() -> None:
    int("a word")


def wrong_key() -> None:
    raise redis.ResponseError("WRONGTYPE Operation against a key holding the wrong kind of value")


def no_file() -> None:
    Path("/no/such/file").read_text()


@pytest.mark.parametrize("ours", [fault, wrong_key, no_file])
def test_a_fault_of_ours_keeps_its_traceback_each_time(said: io.StringIO, ours: Callable[[], None]) -> None:
    for _ in range(2):
        try:
            ours()
        except Exception:
            log.exception("a task failed")
    assert said.getvalue().count("Traceback (most recent call last)") == 2
    assert said.getvalue().count(f"in {ours.__name__}") == 2


def test_lines_that_differ_are_all_said(said: io.StringIO) -> None:
    for number in range(3):
        log.warning("not ready,\nvalkey: %d", number)
        log.warning("not ready,\nvalkey: %d", number)
    assert said.getvalue().splitlines() == [f"WARNING outages: not ready, valkey: {number}" for number in range(3)]


def test_lines_are_remembered_within_bounds_when_visitors_choose_them(said: io.StringIO) -> None:
    seldom = Seldom()
    for number in range(3_000):
        seldom.filter(logging.makeLogRecord({"msg": f"{number} " + "x" * 10_000}))
    assert len(seldom._said) <= 1_000
    assert sum(map(len, seldom._said)) <= 16_000
    assert not seldom.filter(logging.makeLogRecord({"msg": f"{2_999} " + "x" * 10_000}))


def test_task_that_the_queue_does_not_take_is_one_line_without_a_stack(
    said: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    timetable = Timetable(app)
    monkeypatch.setattr(app.amqp, "send_task_message", _refused)
    monkeypatch.setattr("chatproject.timetable.log", log)
    for entry in [each for each in timetable.schedule.values() if str(each.task).endswith("mark_alive")]:
        timetable.apply_entry(entry, timetable.producer)
    (line,) = said.getvalue().splitlines()
    assert line == "ERROR outages: cannot send the task chatproject.tasks.mark_alive: OOM command not allowed"


def _refused(*_: object, **__: object) -> None:
    raise redis.ResponseError("OOM command not allowed")


def test_suppressed_log_lines_are_counted(said: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        log.warning("not ready")
    monkeypatch.setattr("chatproject.logs.outages._SECONDS", 0.0)
    log.warning("not ready")
    assert said.getvalue().splitlines()[1:] == ["WARNING outages: not ready (4 more like it)"]
