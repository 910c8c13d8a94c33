"""The time until push services have the messages to absent users."""

import asyncio
import time

from tests.push_drill.crowd import Crowd
from tests.push_drill.faults import settle
from tests.push_drill.plan import P99, Plan
from tests.push_drill.records import NEVER, Pair
from tests.push_drill.room import room
from tests.push_drill.tally import Tally


async def timing(crowd: Crowd, plan: Plan) -> Tally:
    """Measures from before the send until the service has responded."""
    people = await room(crowd)
    tally = Tally()
    for number in range(plan.timed):
        await crowd.send_message(people.alice, people.garden if number % 2 else people.between)
        await asyncio.sleep(plan.pause)
    await settle(crowd, tally, time.time(), "all")
    first: dict[Pair, float] = {}
    for attempt in crowd.attempts:
        if attempt.is_accepted and attempt.kind == "message":
            first[attempt.pair] = min(attempt.ended_at, first.get(attempt.pair, NEVER))
    tally.delays = [first[pair] - sent.began_at for pair, sent in crowd.story.due().items() if pair in first]
    if tally.p99 > P99:
        tally.fault("broken", f"p99 is {tally.p99:.1f} s")
    tally += crowd.judged()
    return tally
