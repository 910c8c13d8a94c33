"""The users of a drill and their devices. Their actions are recorded as they happen."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from tests.contract.client import Person
from tests.contract.world import World
from tests.push_drill.judge import judge, lacking
from tests.push_drill.place import Place
from tests.push_drill.records import Attempt, Pair, Phone, Sent, Stay, Story, new_mark
from tests.push_drill.tally import Tally

#: Channels that show the message text unless their owner says otherwise.
_TELLING = ("webpush",)


@dataclass
class Crowd:
    """`devices` are {address: the user, signed in on the device with this address}."""

    place: Place
    world: World
    story: Story = field(default_factory=Story)
    devices: dict[str, Person] = field(default_factory=dict)
    late: set[Pair] = field(default_factory=set)
    began_at: float = field(default_factory=time.time)

    # Devices

    async def phone(self, person: Person, channel: str, *, tells: bool | None = None, at: str = "") -> Phone:
        """Signs in one more device of a user and registers it, at the address `at` of another device if given."""
        device = await person.sign_in()
        given = await self.place.post.registration(device, channel, at)
        since = time.time()
        await device.do("POST", "notifications/registrations", given)
        address = given["address"]
        if before := self.story.owner_of(address, since):
            before.until = time.time()
        tells = channel in _TELLING if tells is None else tells
        phone = Phone(person.id, channel, address, tells, time.time() if before else since)
        self.story.phones.append(phone)
        self.devices[address] = device
        return phone

    async def sign_out(self, phone: Phone) -> None:
        device = self.devices[phone.address]
        await device.do("POST", "auth/logout", {"refresh": device.refresh})
        phone.until = time.time()

    # Conversations

    async def group(self, owner: Person, *members: Person) -> str:
        id = await self.world.group(owner, *members)
        return self._begun(id, owner, *members)

    async def direct(self, one: Person, other: Person) -> str:
        id = await self.world.direct(one, other)
        return self._begun(id, one, other)

    def _begun(self, id: str, *members: Person) -> str:
        self.story.stays |= {(id, member.id): Stay(time.time()) for member in members}
        return id

    async def enter(self, owner: Person, conversation: str, member: Person) -> None:
        await owner.do("POST", f"conversations/{conversation}/members", {"user": member.id})
        self._begun(conversation, member)

    async def remove(self, owner: Person, conversation: str, member: Person) -> None:
        await owner.do("DELETE", f"conversations/{conversation}/members/{member.id}")
        stay = self.story.stays[conversation, member.id]
        self.story.stays[conversation, member.id] = stay._replace(until=time.time())

    # Messages and reads

    async def send_message(self, sender: Person, conversation: str) -> Sent:
        mark, began = new_mark(), time.time()
        message = await sender.send(conversation, f"{sender.username} says {mark}")
        sent = Sent(conversation, message["seq"], sender.id, mark, began)
        self.story.sent.append(sent)
        self.note_read(sender, conversation, sent.seq)  # senders have read the messages before their own
        return sent

    async def read(self, reader: Person, conversation: str, seq: int) -> None:
        await reader.do("PUT", f"conversations/{conversation}/receipt", {"read_seq": seq})
        self.note_read(reader, conversation, seq)

    def note_read(self, reader: Person, conversation: str, seq: int) -> None:
        """Records that the server has just acknowledged a read watermark."""
        self.story.reads[conversation, reader.id].append((seq, time.time()))

    async def delete(self, author: Person, sent: Sent) -> None:
        await author.do("DELETE", f"conversations/{sent.conversation}/messages/{sent.seq}")
        sent.deleted_at = time.time()

    # Delivered notifications

    @property
    def attempts(self) -> list[Attempt]:
        """Returns the attempts to these users' devices, and to addresses that belong to no one."""
        others = self.place.addresses
        return [attempt for attempt in self.place.post.attempts(self.began_at) if attempt.address not in others]

    async def told(self, until: float) -> None:
        """Waits until every due notification was delivered. Those that were not by the deadline are late."""
        while left := lacking(self.story, self.attempts):
            if time.time() > until:
                self.late |= left
                return
            await asyncio.sleep(0.25)

    def judged(self) -> Tally:
        # Missing notifications are known by now. Attempts to addresses of no one are judged by the next crowd, too.
        found = judge(self.story, self.attempts, late=self.late)
        self.place.addresses |= self.devices.keys()
        return found


def of(attempts: Collection[Attempt], phone: Phone, kind: str) -> list[Attempt]:
    """The accepted attempts, in the order of arrival."""
    mine = (each for each in attempts if each.address == phone.address and each.kind == kind and each.is_accepted)
    return sorted(mine, key=lambda attempt: attempt.began_at)


@asynccontextmanager
async def crowd(place: Place) -> AsyncIterator[Crowd]:
    limits = httpx.Limits(max_connections=50, keepalive_expiry=1)  # shorter than the server's
    async with httpx.AsyncClient(timeout=60, trust_env=False, limits=limits) as http:
        world = World(place.machine, http)
        yield Crowd(place, world)
        for socket in world.sockets:
            socket.cut()
