"""Workers are killed, the queue is emptied, push services fail, and members are still notified."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from tests.faults.waiting import eventually
from tests.machine import Machine
from tests.push_drill import inflict
from tests.push_drill.crowd import Crowd
from tests.push_drill.plan import WITHIN, Plan
from tests.push_drill.room import Room, room
from tests.push_drill.steps import Step
from tests.push_drill.tally import Tally

Inflict = Callable[[Machine], Awaitable[None]]
Act = Callable[[Room, Tally, Plan], Awaitable[None]]

#: Seconds of messages without a fault, before and after it.
_WHILE = 0.5
#: Seconds within which the last message has certainly reached the queue.
_WAKES = 2.0
_KILLS: list[Inflict] = [inflict.kill_all, inflict.kill_in_mid_writing, inflict.kill_hands, inflict.kill_worker]


def amid(*acts: Act) -> Step:
    """Runs each fault while new users send messages."""

    async def step(crowd: Crowd, plan: Plan) -> Tally:
        tally = Tally()
        for act in acts:
            await act(await room(crowd), tally, plan)
        tally += crowd.judged()
        return tally

    return step


async def kills(people: Room, tally: Tally, plan: Plan) -> None:
    for turn in range(plan.kills):
        await _with_fault(people, tally, _KILLS[turn % len(_KILLS)])


async def kill_in_mid_writing(people: Room, tally: Tally, plan: Plan) -> None:
    await _with_fault(people, tally, inflict.kill_in_mid_writing)


async def floods(people: Room, tally: Tally, plan: Plan) -> None:
    for _ in range(plan.floods - 1):  # one more follows in `flood_unseen`
        await _with_fault(people, tally, inflict.empty_broker)


async def flood_unseen(people: Room, tally: Tally, plan: Plan) -> None:
    """Messages are sent while no worker runs, and none after that, so that only the database has them."""
    crowd, machine = people.crowd, people.crowd.place.machine
    with inflict.held_still(machine):
        async with people.talking():
            await asyncio.sleep(2 * _WHILE)
        await asyncio.sleep(_WAKES)
        await inflict.empty_broker(machine)
        # Tasks that the stopped processes have received already die with them.
        await inflict.kill_all(machine)
    await settle(crowd, tally, time.time(), "emptied unseen")


async def outages(people: Room, tally: Tally, plan: Plan) -> None:
    for way in plan.ways:
        await _outage(people, tally, way, plan)


async def lost_answers(people: Room, tally: Tally, plan: Plan) -> None:
    """A push service accepts a push but its response is lost. The push is sent again, and must be shown once."""
    await _outage(people, tally, "lost", plan)


async def kill_in_mid_air(people: Room, tally: Tally, plan: Plan) -> None:
    """Kills all workers during attempts without a response."""
    crowd = people.crowd
    with crowd.place.post.behaving("hang"):
        began = time.time()
        async with people.talking():
            await asked(crowd, began)
        await inflict.kill_all(crowd.place.machine)
    await settle(crowd, tally, time.time(), "killed during a push")


faults = amid(kills, floods, flood_unseen, outages, lost_answers)
mid_air = amid(kill_in_mid_air)


async def _with_fault(people: Room, tally: Tally, inflict: Inflict) -> None:
    async with people.talking():
        await asyncio.sleep(_WHILE)
        await inflict(people.crowd.place.machine)
        ended = time.time()
        await asyncio.sleep(_WHILE)
    await settle(people.crowd, tally, ended, inflict.__name__)


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
    """Waits for this many requests to the push services: on a busy machine an outage could pass unnoticed."""
    await eventually(
        lambda: sum(each.began_at >= since for each in crowd.attempts) >= least, "no requests", within=WITHIN
    )


async def settle(crowd: Crowd, tally: Tally, ended: float, what: str) -> None:
    """Waits until everything was delivered in time, and notes how long that took."""
    late = len(crowd.late)
    await crowd.told(ended + WITHIN)
    sent = f"{len(crowd.late) - late} LATE" if len(crowd.late) > late else f"told {time.time() - ended:.1f} s after"
    tally.notes.append(f"{what}: {sent}")
