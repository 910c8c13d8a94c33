"""Slow scenes: silence, crashes, repair, an idle minute. All of them wait at the same time, in one test."""

import asyncio

import httpx
import pytest

from tests.contract.server import Servers, Services
from tests.contract.world import World
from tests.realtime.scenes.playing import Scene, scenes


@pytest.mark.waits
@pytest.mark.timeout(180)
async def test_in_the_long_run(servers: Servers, services: Services) -> None:
    failures: dict[str, BaseException] = {}

    async def play(function: Scene) -> None:
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            world = World(servers.a, http)
            try:
                await function(world, servers, services)
            except (Exception, pytest.fail.Exception) as error:
                failures[function.__name__] = error
            finally:
                await world.close()

    await asyncio.gather(*map(play, scenes))
    if failures:
        raise BaseExceptionGroup(", ".join(failures), list(failures.values()))
