"""What a web process counts for Prometheus of its sockets, writers, and events on their way through Valkey."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.contract.client import Person
from tests.contract.sockets import Socket
from tests.contract.world import World
from tests.faults.waiting import eventually

Value = Callable[..., float]


async def scrape(world: World) -> Value:
    """Returns a function that gives the value of a sample by its name and labels; 0 if there is none."""
    answer = await world.http.get(f"{world.home.url}/metrics")
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]

    def value(name: str, **labels: str) -> float:
        return sum(s.value for s in samples if s.name == f"parlance_{name}" and labels.items() <= s.labels.items())

    return value


async def test_metrics_count_commands_by_outcome(world: World, alice: Person, socket: Socket) -> None:
    garden = await world.group(alice)
    before = await scrape(world)
    await socket.send(garden, "Hello")
    assert await socket.code("message.send", conversation=garden, body="", client_id="no uuid") == "invalid"
    assert await socket.code("typing.stop", conversation=alice.id) == "not_found"
    after = await scrape(world)

    def more(name: str, **labels: str) -> float:
        return after(name, **labels) - before(name, **labels)

    assert more("socket_commands_total", command="message.send", outcome="ok") == 1
    assert more("socket_commands_total", command="typing.stop", outcome="not_found") == 1
    assert more("socket_command_seconds_count", command="message.send") == 1
    assert more("batch_size_sum", batch="message.send") == 1


async def test_metrics_measure_the_way_through_valkey(world: World, alice: Person, socket: Socket) -> None:
    garden = await world.group(alice)
    before = await scrape(world)
    await socket.send(garden, "Hello")

    async def is_measured() -> bool:
        return (await scrape(world))("relay_seconds_count") > before("relay_seconds_count")

    await eventually(is_measured, "no event came back from Valkey", within=60)


async def test_metrics_show_open_sockets(world: World, alice: Person, socket: Socket) -> None:
    before = (await scrape(world))("sockets")
    second = await alice.connect()
    assert (await scrape(world))("sockets") == before + 1
    second.cut()

    async def is_gone() -> bool:
        return (await scrape(world))("sockets") == before

    await eventually(is_gone, "a closed socket is still counted", within=60)


@pytest.mark.parametrize(
    "name",
    [
        "disk_free_bytes",
        "disk_bytes",
        "database_bytes",
        "database_connections",
        "database_connections_most",
        "pool_waiting",
        "part_ok",
    ],
)
async def test_metrics_have_the_numbers_of_the_installation(world: World, name: str) -> None:
    answer = await world.http.get(f"{world.home.url}/metrics")
    assert f"\nparlance_{name}" in answer.text


def test_metrics_open_no_file_in_the_process_that_web_processes_are_forked_from(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    load = "from chatproject.preload import load; load()"
    subprocess.run([sys.executable, "-c", load], env=environment, check=True)
    assert not list(tmp_path.iterdir())
