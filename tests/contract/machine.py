"""A conversation of people with several devices on two processes: how they act, and what holds once all is quiet."""

import asyncio
from collections.abc import Coroutine
from typing import Any, ClassVar, TypeVar

from hypothesis.stateful import RuleBasedStateMachine

from tests.contract.client import Person
from tests.contract.copies import fetch
from tests.contract.mirror import Mirror
from tests.contract.server import Servers, WebProcess
from tests.contract.world import World

T = TypeVar("T")

#: Alice owns the conversation and stays; bob and carol come and go.
NAMES = ["alice", "bob", "carol"]


class Stage:
    """What all examples share: the servers, the people, and the loop they live in."""

    def __init__(self, runner: asyncio.Runner, servers: Servers, world: World, people: dict[str, Person]) -> None:
        self.runner = runner
        self.servers = servers
        self.world = world
        self.people = people


class Company(RuleBasedStateMachine):
    """The people of one example, and the device copies of each. A subclass has the rules."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.people = self.stage.people
        self.garden = ""
        self.inside = set(NAMES)
        self.mirrors: dict[tuple[str, int], Mirror] = {}
        self.offline: set[tuple[str, int]] = set()
        self.sent: list[tuple[str, dict[str, Any], tuple[int, str]]] = []
        self.marks: dict[str, tuple[str, int, int]] = {}

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.stage.runner.run(work)

    def process(self, place: int) -> WebProcess:
        return self.stage.servers.both[place]

    @property
    def path(self) -> str:
        return f"conversations/{self.garden}"

    async def expect(self, name: str, method: str, path: str, body: Any = None, place: int = 0) -> str:
        """Returns the code of a call. It is always `not_found` for a user who is not a member."""
        answer = await self.people[name].call(method, f"{self.path}{path}", body, at=self.process(place))
        assert answer.status < 500
        assert name in self.inside or answer.code == "not_found"
        return answer.code

    async def connect(self, device: tuple[str, int]) -> None:
        name, place = device
        socket = await self.people[name].connect(self.process(place))
        if device in self.mirrors:
            await self.mirrors[device].resume(socket)
        else:
            self.mirrors[device] = await Mirror.begin(self.people[name], socket)
        self.offline.discard(device)

    async def send(self, name: str, place: int, endpoint: str, fields: dict[str, Any]) -> None:
        device = (name, place)
        if endpoint == "socket" and device not in self.offline:
            mirror = self.mirrors[device]
            reply = await mirror.socket.reply(
                await mirror.socket.send_command("message.send", conversation=self.garden, **fields)
            )
            reply_body, code = reply.get("ok", {}), reply.get("error", {}).get("code", "ok")
        else:
            answer = await self.people[name].call("POST", f"{self.path}/messages", fields, at=self.process(place))
            reply_body, code = answer.body, answer.code
        assert code == ("ok" if name in self.inside else "not_found")
        if code == "ok":
            ack = (reply_body["seq"], reply_body["created_at"])
            known = [first for _, before, first in self.sent if before["client_id"] == fields["client_id"]]
            assert set(known) <= {ack}
            self.sent.append((name, fields, ack))

    async def check(self) -> None:
        alice = self.people["alice"]
        whole = await fetch(alice, self.garden)
        assert sorted(whole.messages) == list(range(1, whole.whole["last_seq"] + 1))
        assert set(whole.members) == {self.people[name].id for name in self.inside}
        self.check_marks(whole.members, whole.whole["last_seq"])
        fresh = {name: await fetch(self.people[name], self.garden) for name in self.inside}
        for device, mirror in self.mirrors.items():
            if device in self.offline:
                continue
            if device[0] in self.inside:
                await mirror.reach(self.garden, whole.rev)
                await self.receive_receipts(mirror, whole.members)
                mirror.copies[self.garden].expect(fresh[device[0]])
            else:
                await mirror.process()
                assert self.garden not in mirror.copies
            assert not mirror.strays
            await mirror.reach_own((await self.people[device[0]].get("me"))["me_rev"])
            await mirror.compare_own()

    async def receive_receipts(self, mirror: Mirror, members: dict[str, Any]) -> None:
        """Receipts have no rev to wait for; they come within moments of what they follow."""
        held = mirror.copies[self.garden].members

        def is_behind(user: str, mark: str) -> bool:
            return user in held and held[user][mark] < members[user][mark]

        async with asyncio.timeout(60):
            await mirror.process()
            while any(is_behind(user, mark) for user in members for mark in ("delivered_seq", "read_seq")):
                await asyncio.sleep(0.02)
                await mirror.process()

    def check_marks(self, members: dict[str, Any], last_seq: int) -> None:
        for name in self.inside:
            member = members[self.people[name].id]
            joined_at, delivered, read = self.marks.get(name, ("", 0, 0))
            now = (member["joined_at"], member["delivered_seq"], member["read_seq"])
            assert last_seq >= now[1] >= now[2]
            if joined_at == now[0]:
                assert now[1] >= delivered
                assert now[2] >= read
            self.marks[name] = now

    def teardown(self) -> None:
        if not self.garden:
            return
        try:
            self.run(self.finish())
        finally:
            for mirror in self.mirrors.values():
                mirror.socket.cut()

    async def finish(self) -> None:
        for device in sorted(self.offline):
            await self.connect(device)
        await self.check()
