"""Each child of `manage.py up` is restarted after it dies, and no message is lost."""

import asyncio
from collections.abc import Iterator

import pytest
from celery import Celery

from chatproject.settings.addresses import broker
from tests.faults.group import new_group
from tests.faults.waiting import eventually
from tests.machine import Machine

#: Seconds of messages without a fault, before and after.
_WHILE = 1.0
_CHILDREN = ("web.1", "web.2", "worker", "media", "notifications", "beat", "preload", "valkey", "postgres")

pytestmark = [pytest.mark.alone, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def _machine() -> Iterator[Machine]:
    machine = Machine()
    yield machine
    print(machine.log.read_text())  # noqa: T201 (pytest shows it with a failure)
    machine.discard()


@pytest.fixture
async def machine(_machine: Machine) -> Machine:
    """The machine with all its children: those that the previous test killed may still be starting."""
    _machine.start()
    await eventually(lambda: all(_machine.is_running(name) for name in _CHILDREN), "a child is missing")
    return _machine


def is_working(machine: Machine, name: str, before: int) -> bool:
    """Whether a new process with that name is running."""
    return machine.is_running(name) and machine.children.get(name, before) != before


@pytest.mark.parametrize("name", _CHILDREN)
async def test_the_talk_survives_the_death_of_a_child(machine: Machine, name: str) -> None:
    async with new_group(machine.url) as people:
        await people.spread(machine)
        async with people.talking():
            await asyncio.sleep(_WHILE)
            died = machine.kill(name)
            await eventually(lambda: is_working(machine, name, died), f"{name} is not started again")
            await eventually(lambda: asyncio.to_thread(machine.is_ready), "the machine is not ready again")
            await people.spread(machine)
            await asyncio.sleep(_WHILE)
        await people.agree()


async def test_the_worker_works_again_after_the_queue_died(machine: Machine) -> None:
    worker, valkey = machine.children["worker"], machine.kill("valkey")
    await eventually(lambda: is_working(machine, "valkey", valkey), "Valkey is not started again")
    await eventually(lambda: is_working(machine, "worker", worker), "the worker does not start again")
    queue = Celery(broker=broker(machine.redis_url))
    queue.conf.broker_transport_options = {"global_keyprefix": "celery."}
    await eventually(lambda: asyncio.to_thread(lambda: bool(queue.control.ping(timeout=1))), "no worker answers")


async def test_all_ends_within_10_s_while_people_talk(machine: Machine) -> None:
    async with new_group(machine.url) as people:
        async with people.talking():
            await people.spread(machine)
            assert machine.processes()
        assert await asyncio.to_thread(machine.stop) < 10
        assert machine.processes() == []
