"""Workers are killed, the queue is emptied, push services fail: members are notified all the same."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from tests.faults.party import eventually
from tests.machine import Machine
from tests.push_drill import harm
from tests.push_drill.crowd import Crowd
from tests.push_drill.plan import WITHIN, Plan
from tests.push_drill.room import Room, room
from tests.push_drill.steps import Step
from tests.push_drill.tally import Tally

Harm = Callable[[Machine], Awaitable[None]]
Act = Callable[[Room, Tally, Plan], Awaitable[None]]

#: Seconds that they talk undisturbed, before and after.
_WHILE = 0.5
#: Seconds within which the last message has certainly reached the queue.
_WAKES = 2.0
_KILLS: list[Harm] = [harm.kill_all, harm.kill_in_mid_writing, harm.kill_hands, harm.kill_worker]


def amid(*acts: Act) -> Step:
    """Each amid the talk of new people."""

    async def step(crowd: Crowd, plan: Plan) -> Tally:
        tally = Tally()
        for act in acts:
            await act(await room(crowd), tally, plan)
        tally += crowd.judged()
        return tally

    return step


async def kills(people: Room, tally: Tally, plan: Plan) -> None:
    for turn in range(plan.kills):
        await _harmed(people, tally, _KILLS[turn % len(_KILLS)])


async def kill_in_mid_writing(people: Room, tally: Tally, plan: Plan) -> None:
    await _harmed(people, tally, harm.kill_in_mid_writing)


async def floods(people: Room, tally: Tally, plan: Plan) -> None:
    for _ in range(plan.floods - 1):  # one more comes unseen
        await _harmed(people, tally, harm.empty_broker)


async def flood_unseen(people: Room, tally: Tally, plan: Plan) -> None:
    """Messages are sent while no worker runs, and none after that: only the database knows of them."""
    crowd, machine = people.crowd, people.crowd.place.machine
    with harm.held_still(machine):
        async with people.talking():
            await asyncio.sleep(2 * _WHILE)
        await asyncio.sleep(_WAKES)
        await harm.empty_broker(machine)
        # Tasks that the stopped processes have received already die with them.
        await harm.kill_all(machine)
    await settle(crowd, tally, time.time(), "emptied unseen")


async def outages(people: Room, tally: Tally, plan: Plan) -> None:
    for way in plan.ways:
        await _outage(people, tally, way, plan)


async def lost_answers(people: Room, tally: Tally, plan: Plan) -> None:
    """Taken, and then the line breaks: it goes out again, and is to stand there once."""
    await _outage(people, tally, "lost", plan)


async def kill_in_mid_air(people: Room, tally: Tally, plan: Plan) -> None:
    """All are killed in the middle of attempts that are not answered."""
    crowd = people.crowd
    with crowd.place.post.behaving("hang"):
        began = time.time()
        async with people.talking():
            await asked(crowd, began)
        await harm.kill_all(crowd.place.machine)
    await settle(crowd, tally, time.time(), "killed in mid-air")


faults = amid(kills, floods, flood_unseen, outages, lost_answers)
mid_air = amid(kill_in_mid_air)


async def _harmed(people: Room, tally: Tally, harm: Harm) -> None:
    async with people.talking():
        await asyncio.sleep(_WHILE)
        await harm(people.crowd.place.machine)
        ended = time.time()
        await asyncio.sleep(_WHILE)
    await settle(people.crowd, tally, ended, harm.__name__)


async def _outage(people: Room, tally: Tally, way: str, plan: Plan) -> None:
    async with people.talking():
        await asyncio.sleep(_WHILE)
        with people.crowd.place.post.behaving(way):
            began = time.time()
            await asyncio.sleep(plan.outage)
            await asked(people.crowd, began)
        ended = time.time()
        await asyncio.sleep(_WHILE)
    await settle(people.crowd, tally, ended, f"{way} for {plan.outage:g} s")


async def asked(crowd: Crowd, since: float, least: int = 10) -> None:
    """Waits until the push services have been asked so often: on a busy machine an outage could pass unnoticed."""
    await eventually(
        lambda: sum(each.began_at >= since for each in crowd.attempts) >= least, "nobody asks", within=WITHIN
    )


async def settle(crowd: Crowd, tally: Tally, ended: float, what: str) -> None:
    """All of it, in time; how long that took is noted."""
    late = len(crowd.late)
    await crowd.told(ended + WITHIN)
    sent = f"{len(crowd.late) - late} LATE" if len(crowd.late) > late else f"told {time.time() - ended:.1f} s after"
    tally.notes.append(f"{what}: {sent}")
