"""Workers killed, the queue emptied, push services that fail: whatever was said meanwhile is told all the same."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from tests.machine import Machine
from tests.push_drill import harm
from tests.push_drill.crowd import Crowd
from tests.push_drill.plan import WITHIN, Plan
from tests.push_drill.room import Room, room
from tests.push_drill.tally import Tally

_WHILE = 0.5
_KILLS: list[Callable[[Machine], Awaitable[None]]] = [
    harm.kill_all,
    harm.kill_in_mid_writing,
    harm.kill_hands,
    harm.kill_worker,
]


async def faults(crowd: Crowd, plan: Plan) -> Tally:
    people = await room(crowd)
    tally = Tally()
    for turn in range(plan.kills):
        await _amid(people, tally, _KILLS[turn % len(_KILLS)])
    for _ in range(plan.floods):
        await _amid(people, tally, harm.empty_broker)
    for how in ("error", "busy", "hang"):
        await outage(people, tally, how, plan.outage)
    # In the middle of an attempt that is not answered, all are killed.
    await _in_mid_air(people, tally)
    tally += crowd.judged()
    return tally


async def _amid(people: Room, tally: Tally, harm: Callable[[Machine], Awaitable[None]]) -> None:
    async with people.talking():
        await asyncio.sleep(_WHILE)
        await harm(people.crowd.place.machine)
        ended = time.time()
        await asyncio.sleep(_WHILE)
    await told(people.crowd, tally, ended, harm.__name__)


async def outage(people: Room, tally: Tally, how: str, seconds: float) -> None:
    post = people.crowd.place.post
    async with people.talking():
        await asyncio.sleep(_WHILE)
        with post.behaving(how):
            await asyncio.sleep(seconds)
        ended = time.time()
        await asyncio.sleep(_WHILE)
    await told(people.crowd, tally, ended, f"{how} for {seconds} s")


async def _in_mid_air(people: Room, tally: Tally) -> None:
    crowd = people.crowd
    with crowd.place.post.behaving("hang"):
        async with people.talking():
            await asyncio.sleep(2)
        await harm.kill_all(crowd.place.machine)
    await told(crowd, tally, time.time(), "killed while a push service hung")


async def told(crowd: Crowd, tally: Tally, ended: float, what: str) -> None:
    """All of it, in time; how long that took is noted."""
    late = len(crowd.late)
    await crowd.told(ended + WITHIN)
    said = f"{len(crowd.late) - late} LATE" if len(crowd.late) > late else f"told {time.time() - ended:.1f} s after"
    tally.notes.append(f"{what}: {said}")
