"""Push services do not respond while users leave, sign out, read and delete, so that queued pushes become invalid."""

import asyncio
import time

from tests.contract.client import Person
from tests.contract.sockets import Socket
from tests.push_drill.crowd import Crowd
from tests.push_drill.faults import settle
from tests.push_drill.plan import Plan
from tests.push_drill.records import Sent
from tests.push_drill.room import Room, room
from tests.push_drill.tally import Tally

#: More than a push service accepts from one server at the same time, with this many phones.
_MANY = 12
#: Seconds after which all retries have happened.
_SETTLED = 20.0


async def leaking(crowd: Crowd, plan: Plan) -> Tally:
    people = await room(crowd)
    dave, erin, grace = await crowd.world.cast("dave", "erin", "grace")
    for each in (dave, erin, grace):
        await crowd.enter(people.alice, people.garden, each)
    for each in (dave, grace):
        people.phones[each.username] = [await crowd.phone(each, channel) for channel in ("webpush", "apns")]
    tally = Tally()
    looking = await _looking(people, erin)
    await _say(people, 2)
    await settle(crowd, tally, time.time(), "before")
    await _amid_silence(people, dave, grace, plan)
    await _say(people, 3)
    await settle(crowd, tally, time.time(), "after they left, signed out, read and deleted")
    await _gone(people, tally)
    # The last cancelled pushes must not be sent in the end.
    await asyncio.sleep(min(_SETTLED, 2 * plan.outage))
    looking.cancel()
    tally += crowd.judged()
    return tally


async def _amid_silence(people: Room, dave: Person, grace: Person, plan: Plan) -> None:
    """While push services do not respond, the pushes for dave, bob's second phone, carol and grace's address become
    invalid."""
    crowd = people.crowd
    with crowd.place.post.behaving("hang"):
        sent = await _say(people, _MANY)
        await asyncio.sleep(1)
        await crowd.remove(people.alice, people.garden, dave)
        await crowd.sign_out(people.phones["bob"][1])
        await crowd.read(people.carol, people.garden, sent[-1].seq)
        await crowd.delete(people.alice, sent[0])
        # Another user signs in on that machine, and the browser gives them the same address.
        sold = people.phones[grace.username][0]
        people.phones["mallory"].append(await crowd.phone(people.mallory, "webpush", at=sold.address))
        await _say(people, 2)
        await asyncio.sleep(plan.outage)


async def _say(people: Room, count: int) -> list[Sent]:
    return [await people.crowd.send_message(people.alice, people.garden) for _ in range(count)]


async def _gone(people: Room, tally: Tally) -> None:
    """A push service reports an address as gone: the server believes it and never sends there again."""
    crowd, phone = people.crowd, people.phones["bob"][0]
    with crowd.place.post.behaving("gone", address=phone.address):
        await _say(people, 1)
        await asyncio.sleep(1)
    ended = time.time()
    phone.until = ended
    await asyncio.sleep(2)
    await _say(people, 2)
    await settle(crowd, tally, ended, "gone")


async def _looking(people: Room, erin: Person) -> "asyncio.Task[None]":
    """Returns a user with a phone who reads each message at once on another device."""
    crowd = people.crowd
    people.phones["erin"] = [await crowd.phone(erin, "webpush")]
    people.phones["erin"][0].is_looking = True
    socket = await erin.connect()
    return asyncio.create_task(_read_all(people, erin, socket))


async def _read_all(people: Room, erin: Person, socket: Socket) -> None:
    crowd, number = people.crowd, 0
    while True:
        number += 1
        heard = await socket.receive_all(number, "message", within=600)
        seq = heard[number - 1]["message"]["seq"]
        await socket.ask("receipt.advance", conversation=people.garden, read_seq=seq)
        crowd.note_read(erin, people.garden, seq)
