"""A channel of thousands that notify of every message: the cost for the sender, and the time until all have it."""

import asyncio
import statistics
import time
from uuid import uuid4

import psycopg

from bench.processes import cpu_seconds, tree
from tests.contract.client import Person
from tests.push_drill.crowd import Crowd
from tests.push_drill.inflict import WORKER, held_still
from tests.push_drill.loading import load
from tests.push_drill.plan import RATIO, Plan
from tests.push_drill.tally import Tally

_SMALL = 5
#: Warm-up sends, so that a process has done everything once.
_WARM = 5
#: Pushes a second, to compute how long to wait for the last one.
_SLOWEST = 50


async def fanning(crowd: Crowd, plan: Plan) -> Tally:
    tally = Tally()
    alice = await crowd.world.person("alice")
    large = await crowd.world.group(alice, kind="channel", title="Everybody")
    small = await crowd.world.group(alice, kind="channel", title="Few")
    for conversation, count in ((large, plan.members - 1), (small, _SMALL - 1)):
        await asyncio.to_thread(_load, crowd, conversation, count)
    # The worker's own cost is measured afterwards: with few cores it would be included here.
    with held_still(crowd.place.machine):
        sent = await _alternating(alice, large, small, plan.sends)
        await asyncio.to_thread(_keep_last, crowd.place.machine.database_url, large, plan.drained)
    ratio = statistics.median(sent[large]) / statistics.median(sent[small])
    rate = await _drained(crowd, plan, tally)
    for kind, found in sent.items():
        name = "large" if kind == large else "small"
        tally.notes.append(f"{name}: median {1000 * statistics.median(found):.2f} ms of {len(found)} sends")
    tally.notes.append(f"FANOUT ratio={ratio:.2f} rate={rate:.0f}/s members={plan.members}")
    if ratio > RATIO:
        tally.fault("broken", f"a message to {plan.members} costs its sender {ratio:.2f} of one to {_SMALL}")
    if rate < plan.rate:
        tally.fault("broken", f"{rate:.0f} pushes/s")
    return tally


def _load(crowd: Crowd, conversation: str, count: int) -> None:
    sink = crowd.place.sink
    load(
        crowd.place.machine.database_url,
        conversation,
        count,
        name=f"m{uuid4().hex[:8]}-",
        origin=sink.origin,
        keys=sink.keys,
    )


async def _alternating(sender: Person, large: str, small: str, times: int) -> dict[str, list[float]]:
    """Returns the seconds until each send was acknowledged, over a socket, to exclude the cost of REST."""
    socket = await sender.connect()
    found: dict[str, list[float]] = {large: [], small: []}
    for turn in range(_WARM + times):
        for conversation in (large, small) if turn % 2 else (small, large):
            began = time.perf_counter()
            await socket.send(conversation, f"number {turn}")
            if turn >= _WARM:
                found[conversation].append(time.perf_counter() - began)
            await asyncio.sleep(0.01)
    await socket.close()
    return found


def _keep_last(database_url: str, large: str, count: int) -> None:
    """Keeps only this many messages to the large channel, which are enough for the measurement."""
    with psycopg.connect(database_url) as line:
        line.execute(
            "DELETE FROM messaging_handover WHERE id NOT IN ("
            " SELECT id FROM messaging_handover WHERE conversation_id = %s ORDER BY seq DESC LIMIT %s)",
            [large, count],
        )


async def _drained(crowd: Crowd, plan: Plan, tally: Tally) -> float:
    """Returns the pushes per second, from the first to the last."""
    pushes = plan.drained * (plan.members - 1)
    pids = tree(crowd.place.machine.children[WORKER])
    before = cpu_seconds(pids)
    deadline = time.time() + 60 + pushes / _SLOWEST
    while (counts := await crowd.place.sink.counts())["taken"] < pushes and time.time() < deadline:
        await asyncio.sleep(0.5)
    tally.notes.append(f"worker: {1000 * (cpu_seconds(pids) - before) / pushes:.2f} ms of a core each push")
    tally.pairs += pushes
    for _ in range(max(0, pushes - int(counts["taken"]))):
        tally.missing += 1
    if tally.missing:
        tally.problems.append(f"missing: {tally.missing} of {pushes} to the large channel")
    took = counts["last"] - counts["first"]
    return float(counts["taken"] / took) if took else 0.0
