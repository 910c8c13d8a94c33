"""F23 and F30 to F35: PostgreSQL and Valkey run, but the network to them fails."""

import asyncio
from random import Random

from tests.faults.elsewhere import linked, with_postgres_away, with_valkey_away
from tests.faults.island import Island
from tests.faults.outbox import left_in_outbox
from tests.faults.proxy import Proxy
from tests.faults.talk import amid_talk
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: Seconds.
_WHILE = 15.0
_DELAY, _JITTER = 0.1, 0.05
#: Seconds between two messages of a sender who waits for a distant database: an edit asks it often.
_PAUSE = 2.0


async def slow_postgres(_: Machine, times: int, chance: Random) -> Verdict:
    """Each round trip to PostgreSQL takes 200 ms, give or take 100."""
    async with linked() as (machine, postgres, _valkey):

        async def inflict(machine: Machine, chance: Random) -> None:
            postgres.delay, postgres.jitter = _DELAY, _JITTER
            await asyncio.sleep(_WHILE)
            postgres.delay = postgres.jitter = 0.0

        return await amid_talk(inflict, machine, times, chance, pause=_PAUSE)


async def cut_postgres(_: Machine, times: int, chance: Random) -> Verdict:
    """All connections to PostgreSQL are reset at once, in the middle of their statements."""
    async with linked() as (machine, postgres, _valkey):

        async def inflict(machine: Machine, chance: Random) -> None:
            await asyncio.sleep(chance.uniform(0, 0.3))
            assert postgres.cut(), "there is no connection to PostgreSQL"

        return await amid_talk(inflict, machine, times, chance)


async def mute_postgres(_: Machine, times: int, chance: Random) -> Verdict:
    """A proxy confirms all that is sent to PostgreSQL and loses it. Connections of that time never say anything."""
    async with linked(DATABASE_STATEMENT_SECONDS="5") as (machine, postgres, _valkey):
        return await _mute(postgres, machine, times, chance, "PostgreSQL has not answered for 10 s")


async def mute_valkey(_: Machine, times: int, chance: Random) -> Verdict:
    """Workers take tasks again too, without help."""
    async with linked() as (machine, _postgres, valkey):
        verdict = await _mute(valkey, machine, times, chance, "Valkey does not answer")
        verdict.stuck += await left_in_outbox(machine, 300)
        return verdict


async def _mute(proxy: Proxy, machine: Machine, times: int, chance: Random, said: str) -> Verdict:
    async def inflict(machine: Machine, chance: Random) -> None:
        proxy.mute()
        await asyncio.sleep(_WHILE)
        proxy.speak()

    verdict = await amid_talk(inflict, machine, times, chance, pause=_PAUSE)
    assert said in machine.log.read_text(), "it does not say what it waits for"
    return verdict


async def unreachable_postgres(_: Machine, times: int, chance: Random) -> Verdict:
    async with with_postgres_away() as (machine, place):
        return await _unreachable(place, machine, times, chance)


async def unreachable_valkey(_: Machine, times: int, chance: Random) -> Verdict:
    async with with_valkey_away() as (machine, place):
        return await _unreachable(place, machine, times, chance)


async def _unreachable(place: Island, machine: Machine, times: int, chance: Random) -> Verdict:
    """Its packets are lost for a while: open connections never hear of it again, or much later."""

    async def inflict(machine: Machine, chance: Random) -> None:
        place.part()
        await asyncio.sleep(_WHILE)
        place.join()

    return await amid_talk(inflict, machine, times, chance, pause=_PAUSE)
