"""F15: each client_id is sent ten times at once, over both endpoints and to all processes."""

import asyncio
from uuid import uuid4

import httpx

from tests.contract.sockets import Listener
from tests.contract.world import World
from tests.faults.insisting import by_rest, by_socket
from tests.faults.ledger import timed
from tests.faults.verdict import Verdict

_TIMES = 10


async def duplicates(listeners: list[Listener], times: int) -> Verdict:
    verdict = Verdict()
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        world = World(listeners[0], http)
        alice, bob = await world.cast("alice", "bob")
        conversation = await world.group(alice, bob)
        sockets = [await alice.connect(listeners[number % len(listeners)]) for number in range(4)]
        ids = [str(uuid4()) for _ in range(times)]
        for id in ids:
            tries = [
                by_socket(sockets[number % 4], conversation, f"socket {number}", id) for number in range(_TIMES // 2)
            ] + [
                by_rest(alice, conversation, f"rest {number}", id, listeners[number % len(listeners)])
                for number in range(_TIMES // 2)
            ]
            answers = await asyncio.gather(*(timed(each, verdict.delays) for each in tries))
            verdict.dup += len({(answer.get("seq"), answer.get("rev")) for answer in answers}) - 1
            verdict.acked += 1
        page = await bob.get(f"conversations/{conversation}/messages?limit=200")
        made = [message["client_id"] for message in page["items"]]
        verdict.dup += len(made) - len(set(made))
        verdict.lost += len(set(ids) - set(made))
        await world.close()
    return verdict
