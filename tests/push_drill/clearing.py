"""Reading on one device clears the notification on all, and badges equal the number of unread messages."""

import asyncio
import time
from collections.abc import Callable

import psycopg

from tests.contract.client import Person
from tests.push_drill.crowd import Crowd, of
from tests.push_drill.faults import settle
from tests.push_drill.plan import WITHIN, Plan
from tests.push_drill.room import Room, room
from tests.push_drill.tally import Tally


async def clearing(crowd: Crowd, plan: Plan) -> Tally:
    people = await room(crowd)
    tally = Tally()
    await _read_on_one(people, tally)
    await _read_while_it_waits(people, tally, plan)
    await _read_in_mid_air(people, tally)
    tally += crowd.judged()
    return tally


async def _read_on_one(people: Room, tally: Tally) -> None:
    """Bob, notified on three devices, reads on the first. Notifications of unread messages stay."""
    crowd, phones = people.crowd, people.phones["bob"]
    for conversation in (people.garden, people.garden, people.between, people.garden):
        sent = await crowd.send_message(people.alice, conversation)
        await settle(crowd, tally, time.time(), "one by one")
        await _badge(people, tally, "message")
    reader = crowd.devices[phones[0].address]
    await crowd.read(reader, people.garden, sent.seq)
    await _cleared(people, tally, {phone.address: 0.0 for phone in phones[1:]}, sent.seq)
    await _badge(people, tally, "clear")


async def _read_while_it_waits(people: Room, tally: Tally, plan: Plan) -> None:
    """A push service fails, and the message is read before it works again."""
    crowd = people.crowd
    with crowd.place.post.behaving("error"):
        sent = await crowd.send_message(people.alice, people.garden)
        await asyncio.sleep(1)
        await crowd.read(people.bob, people.garden, sent.seq)
        await asyncio.sleep(plan.outage)
    await settle(crowd, tally, time.time(), "read while it waited")
    await asyncio.sleep(5)
    queued = await _queued(people, people.bob, sent.seq)
    if queued:
        tally.fault("broken", f"{queued} notifications of read messages are still queued")


async def _read_in_mid_air(people: Room, tally: Tally) -> None:
    """One notification is shown and another is being sent. Bob reads both messages before the push service responds.
    Both must be cleared."""
    crowd = people.crowd
    await crowd.send_message(people.alice, people.garden)
    await settle(crowd, tally, time.time(), "one before")
    with crowd.place.post.behaving("slow"):
        sent = await crowd.send_message(people.alice, people.garden)
        await asyncio.sleep(1)
        await crowd.read(people.bob, people.garden, sent.seq)
    await asyncio.sleep(3)
    shown = {
        each.address: each.ended_at
        for phone in people.phones["bob"]
        for each in of(crowd.attempts, phone, "message")
        if each.conversation == people.garden and each.seq == sent.seq
    }
    tally.notes.append(f"read during a push on {len(shown)}")
    await _cleared(people, tally, shown, sent.seq)


async def _cleared(people: Room, tally: Tally, shown: dict[str, float], seq: int) -> None:
    """Waits until each of these addresses receives a clear up to that seq, after the notification was shown."""

    def lacking() -> set[str]:
        return shown.keys() - {
            each.address
            for each in people.crowd.attempts
            if each.kind == "clear" and each.is_accepted and each.conversation == people.garden and each.seq >= seq
            if each.ended_at >= shown.get(each.address, 0)
        }

    began = time.time()
    await _until(lambda: not lacking(), began + WITHIN)
    for address in lacking():
        tally.fault("missing", f"no clear of {people.garden}/{seq} at {address[-12:]}")
    tally.notes.append(f"cleared {time.time() - began:.1f} s after")


async def _badge(people: Room, tally: Tally, kind: str) -> None:
    """Counts a fault if the last badge sent to one of bob's devices differs from the server's count."""
    mine = await people.bob.items("conversations")
    unread = sum(conversation["unread"] for conversation in mine)
    for phone in people.phones["bob"]:
        heard = of(people.crowd.attempts, phone, kind)
        if heard and heard[-1].unread != unread:
            tally.fault("broken", f"{kind} to {phone.channel} counts {heard[-1].unread} unread, the server {unread}")


async def _queued(people: Room, reader: Person, seq: int) -> int:
    async with await psycopg.AsyncConnection.connect(people.crowd.place.machine.database_url) as line:
        found = await line.execute(
            "SELECT count(*) FROM notifications_notification WHERE state = 'queued' AND kind = 'message'"
            " AND user_id = %s AND conversation_id = %s AND seq <= %s",
            [reader.id, people.garden, seq],
        )
        row = await found.fetchone()
    assert row is not None
    return int(row[0])


async def _until(holds: Callable[[], bool], deadline: float) -> None:
    while not holds() and time.time() < deadline:
        await asyncio.sleep(0.1)
