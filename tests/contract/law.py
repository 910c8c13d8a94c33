"""The law: state at rev r, plus the events r + 1 … n, equals a fresh fetch at n."""

from collections.abc import Awaitable, Callable, Sequence
from copy import deepcopy
from typing import Any

from tests.contract.client import Person
from tests.contract.copies import Copy, fetch
from tests.contract.mirror import Mirror
from tests.contract.server import Servers, WebProcess
from tests.contract.sockets import Event
from tests.contract.world import World

DURABLE = {"message", "member", "conversation", "rev"}


class Stage:
    """One conversation, and the devices that look at it through both web processes."""

    def __init__(self, servers: Servers, conversation: str) -> None:
        self.servers = servers
        self.conversation = conversation
        self.mirrors: list[Mirror] = []
        self._speaker: Person
        self._backroom = ""

    @classmethod
    async def of_all(cls, world: World, servers: Servers, conversation: str) -> "Stage":
        """With all the world's people looking: every second one from two devices, the others from one."""
        stage = cls(servers, conversation)
        stage._speaker = world.people[0]
        stage._backroom = await world.group(*world.people, title="Backroom")
        for number, person in enumerate(world.people):
            for process in servers.both[number % 2 :] if number > 1 else servers.both:
                await stage.watch(person, process)
        await stage.fence()  # what happened before they looked may still be on its way to them
        return stage

    async def watch(self, person: Person, process: WebProcess) -> Mirror:
        self.mirrors.append(await Mirror.begin(person, await person.connect(process)))
        return self.mirrors[-1]

    def of(self, *people: Person) -> list[Mirror]:
        ids = {person.id for person in people}
        return [mirror for mirror in self.mirrors if mirror.person.id in ids]

    async def verify(
        self,
        act: Callable[[], Awaitable[Any]],
        *,
        moves: int = 1,
        coming: Sequence[Person] = (),
        leaving: Sequence[Person] = (),
    ) -> Any:
        """Do one thing and hold everyone to the law.

        `moves` is how many revs it takes; 0 says that it changes nothing, so no one hears of it. `coming` are
        those whom it brings in, `leaving` those whom it takes out.
        """
        outside = {person.id for person in (*coming, *leaving)}
        staying = [m for m in self.mirrors if m.person.id not in outside and self.conversation in m.copies]
        start = await self.head(staying[0].person)
        for mirror in staying:
            await mirror.reach(self.conversation, start)
        before = {id(mirror): deepcopy(mirror.copies[self.conversation]) for mirror in staying}
        received = {id(mirror): len(mirror.socket.events) for mirror in self.mirrors}
        result = await act()
        head = await self.head(staying[0].person)
        assert head == start + moves
        fresh: dict[str, Copy] = {}
        for mirror in staying:
            await mirror.reach(self.conversation, head)
            news = mirror.socket.events[received[id(mirror)] :]
            assert revs_of(news, self.conversation) == list(range(start + 1, head + 1)), news
            assert mirror.gaps == 0
            if mirror.person.id not in fresh:
                fresh[mirror.person.id] = await fetch(mirror.person, self.conversation)
                await self.catch_up(mirror, before[id(mirror)], fresh[mirror.person.id], min(moves, 7) or 1)
            mirror.copies[self.conversation].expect(fresh[mirror.person.id])
        for mirror in self.of(*coming):
            await mirror.reach(self.conversation, head)
            await mirror.compare(self.conversation)
        for mirror in self.of(*leaving):
            gone = await mirror.socket.receive("gone", conversation=self.conversation, rev=head)
            await mirror.process()
            assert self.conversation not in mirror.copies
            assert mirror.socket.events.index(gone) >= received[id(mirror)]
            assert (await mirror.person.call("GET", f"conversations/{self.conversation}")).code == "not_found"
        if moves == 0:
            await self.silence(received)
        return result

    async def head(self, member: Person) -> int:
        return int((await member.get(f"conversations/{self.conversation}"))["rev"])

    async def catch_up(self, mirror: Mirror, held: Copy, fresh: Copy, size: int) -> None:
        """Who was away gets the same out of `changes`, in pages of `size`."""
        late, more = deepcopy(held), True
        while more:
            path = f"conversations/{self.conversation}/changes?since={late.rev}&limit={size}"
            changes = await mirror.person.get(path)
            late.take_changes(changes)
            more = changes["more"]
        for receipt in mirror.socket.received("receipt", conversation=self.conversation):
            late.raise_watermarks(receipt["user"], receipt["delivered_seq"], receipt["read_seq"])
        late.expect(fresh)

    async def fence(self) -> None:
        """Waits until no event from before is still to come.

        Events between two processes keep their order: a message in the backroom, sent through each, comes after them.
        """
        fences = [await self._speaker.send(self._backroom, "fence", at=process) for process in self.servers.both]
        for mirror in self.mirrors:
            await mirror.socket.receive("message", conversation=self._backroom, rev=fences[-1]["rev"])

    async def silence(self, received: dict[int, int]) -> None:
        """No one receives anything of this conversation."""
        await self.fence()
        for mirror in self.mirrors:
            news = mirror.socket.events[received[id(mirror)] :]
            assert not [event for event in news if _is_of(event, self.conversation)]


def revs_of(events: Sequence[Event], conversation: str) -> list[int]:
    """The revs of the durable events of a conversation, as they came."""
    durable = [event for event in events if event["type"] in DURABLE and _is_of(event, conversation)]
    return [e["conversation"]["rev"] if e["type"] == "conversation" else e["rev"] for e in durable]


def _is_of(event: Event, conversation: str) -> bool:
    about = event.get("conversation")
    return (about["id"] if isinstance(about, dict) else about) == conversation
