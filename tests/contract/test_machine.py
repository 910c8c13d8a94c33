"""Anything in any order: people with several devices on two processes, who come, go, lose the network and talk.

Whatever hypothesis generates, each device holds the state that a fresh fetch returns once everything is quiet, and no
user received an event of a conversation they were not in. CONTRACT_EXAMPLES raises the number of examples.
"""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.contract.client import Person
from tests.contract.mirror import Mirror, fetch
from tests.contract.server import Servers, WebProcess
from tests.contract.world import World

T = TypeVar("T")
EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "8"))
STEPS = 25

#: Alice owns the conversation and stays; bob and carol come and go.
NAMES = ["alice", "bob", "carol"]
names = st.sampled_from(NAMES)
guests = st.sampled_from(NAMES[1:])
places = st.integers(0, 1)
seqs = st.integers(1, 12)
emoji = st.sampled_from(["👍", "🎉"])
endpoints = st.sampled_from(["rest", "socket"])


class Stage:
    """What all examples share: the servers, the people, and the loop they live in."""

    def __init__(self, runner: asyncio.Runner, servers: Servers, world: World, people: dict[str, Person]) -> None:
        self.runner = runner
        self.servers = servers
        self.world = world
        self.people = people


class Talk(RuleBasedStateMachine):
    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.people = self.stage.people
        self.garden = ""
        self.inside = set(NAMES)
        self.mirrors: dict[tuple[str, int], Mirror] = {}
        self.offline: set[tuple[str, int]] = set()
        self.said: list[tuple[str, dict[str, Any], tuple[int, str]]] = []
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

    @initialize(history=st.sampled_from(["all", "joined"]))
    def open(self, history: str) -> None:
        async def work() -> None:
            alice, *others = self.people.values()
            self.garden = await self.stage.world.group(alice, *others, history=history)
            for name in NAMES:
                for place in (0, 1):
                    await self.connect((name, place))

        self.run(work())

    async def connect(self, device: tuple[str, int]) -> None:
        name, place = device
        socket = await self.people[name].connect(self.process(place))
        if device in self.mirrors:
            await self.mirrors[device].resume(socket)
        else:
            self.mirrors[device] = await Mirror.begin(self.people[name], socket)
        self.offline.discard(device)

    # Talking

    async def send(self, name: str, place: int, endpoint: str, fields: dict[str, Any]) -> None:
        device = (name, place)
        if endpoint == "socket" and device not in self.offline:
            mirror = self.mirrors[device]
            reply = await mirror.socket.reply(
                await mirror.socket.say("message.send", conversation=self.garden, **fields)
            )
            said, code = reply.get("ok", {}), reply.get("error", {}).get("code", "ok")
        else:
            answer = await self.people[name].call("POST", f"{self.path}/messages", fields, at=self.process(place))
            said, code = answer.body, answer.code
        assert code == ("ok" if name in self.inside else "not_found")
        if code == "ok":
            ack = (said["seq"], said["created_at"])
            known = [first for _, before, first in self.said if before["client_id"] == fields["client_id"]]
            assert set(known) <= {ack}
            self.said.append((name, fields, ack))

    @rule(name=names, place=places, endpoint=endpoints)
    def talk(self, name: str, place: int, endpoint: str) -> None:
        self.run(self.send(name, place, endpoint, {"client_id": str(uuid4()), "body": f"{name} says"}))

    @precondition(lambda self: self.said)
    @rule(data=st.data(), place=places, endpoint=endpoints)
    def repeat(self, data: st.DataObject, place: int, endpoint: str) -> None:
        name, fields, _ = data.draw(st.sampled_from(self.said))
        self.run(self.send(name, place, endpoint, {**fields, "body": "something else"}))

    @rule(endpoints=st.lists(st.tuples(names, places, endpoints), min_size=2, max_size=6))
    def talk_at_once(self, endpoints: list[tuple[str, int, str]]) -> None:
        async def work() -> None:
            await asyncio.gather(
                *(self.send(*each, {"client_id": str(uuid4()), "body": "at once"}) for each in endpoints)
            )

        self.run(work())

    @rule(name=names, seq=seqs, place=places)
    def edit(self, name: str, seq: int, place: int) -> None:
        self.run(self.expect(name, "PATCH", f"/messages/{seq}", {"body": f"{name} says better"}, place))

    @rule(name=names, seq=seqs, place=places)
    def delete(self, name: str, seq: int, place: int) -> None:
        self.run(self.expect(name, "DELETE", f"/messages/{seq}", None, place))

    @rule(name=names, seq=seqs, emoji=emoji, method=st.sampled_from(["PUT", "DELETE"]), place=places)
    def react(self, name: str, seq: int, emoji: str, method: str, place: int) -> None:
        self.run(self.expect(name, method, f"/messages/{seq}/reactions/{emoji}", None, place))

    @rule(name=names, delivered=seqs, read=seqs, place=places)
    def receive(self, name: str, delivered: int, read: int, place: int) -> None:
        marks = {"delivered_seq": delivered, "read_seq": read}
        self.run(self.expect(name, "PUT", "/receipt", marks, place))

    # Coming and going

    @rule(name=guests, place=places, alone=st.booleans())
    def go(self, name: str, place: int, alone: bool) -> None:
        actor = name if alone else "alice"
        code = self.run(self.expect(actor, "DELETE", f"/members/{self.people[name].id}", None, place))
        assert code == ("ok" if name in self.inside else "not_found")
        self.inside.discard(name)
        self.marks.pop(name, None)

    @rule(name=guests, place=places)
    def come(self, name: str, place: int) -> None:
        assert self.run(self.expect("alice", "POST", "/members", {"user": self.people[name].id}, place)) == "ok"
        self.run(self.people[name].accept())
        self.inside.add(name)

    @rule(name=guests, role=st.sampled_from(["admin", "member"]), place=places)
    def promote(self, name: str, role: str, place: int) -> None:
        code = self.run(self.expect("alice", "PATCH", f"/members/{self.people[name].id}", {"role": role}, place))
        assert code == ("ok" if name in self.inside else "not_found")

    @rule(change=st.sampled_from([{"title": "Shed"}, {"topic": "Tools"}, {"history": "all"}, {"history": "joined"}]))
    def rename(self, change: dict[str, str]) -> None:
        assert self.run(self.expect("alice", "PATCH", "", change)) == "ok"

    @rule(
        name=names,
        change=st.sampled_from(
            [{"pinned": True}, {"pinned": False}, {"archived": True}, {"notify": "nothing"}, {"notify": None}]
        ),
        place=places,
    )
    def personalise(self, name: str, change: dict[str, Any], place: int) -> None:
        self.run(self.expect(name, "PATCH", "/membership", change, place))

    @rule(name=names, called=st.sampled_from(["One", "Two"]), place=places)
    def call_oneself(self, name: str, called: str, place: int) -> None:
        person = self.people[name]
        self.run(person.do("PATCH", "me", {"display_name": called}, at=self.process(place)))

    # The network

    @rule(name=names, place=places)
    def lose_the_network(self, name: str, place: int) -> None:
        if (name, place) not in self.offline:
            self.mirrors[name, place].socket.cut()
            self.offline.add((name, place))

    @precondition(lambda self: self.offline)
    @rule(data=st.data())
    def come_back(self, data: st.DataObject) -> None:
        self.run(self.connect(data.draw(st.sampled_from(sorted(self.offline)))))

    # Invariants

    @rule()
    def settle(self) -> None:
        """All is quiet: every device that is there has everything, those who are out have nothing."""
        self.run(self.check())

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
                await self.hear_receipts(mirror, whole.members)
                mirror.copies[self.garden].expect(fresh[device[0]])
            else:
                await mirror.process()
                assert self.garden not in mirror.copies
            assert not mirror.strays
            await mirror.reach_own((await self.people[device[0]].get("me"))["me_rev"])
            await mirror.compare_own()

    async def hear_receipts(self, mirror: Mirror, members: dict[str, Any]) -> None:
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


@pytest.mark.timeout(EXAMPLES * 120)
def test_whatever_happens_all_devices_agree(servers: Servers) -> None:
    with asyncio.Runner() as runner:

        async def begin() -> Stage:
            world = World(servers.a, httpx.AsyncClient(timeout=60, trust_env=False))
            return Stage(runner, servers, world, dict(zip(NAMES, await world.cast(*NAMES), strict=True)))

        Talk.stage = runner.run(begin())
        try:
            run_state_machine_as_test(
                Talk,
                settings=settings(
                    max_examples=EXAMPLES,
                    stateful_step_count=STEPS,
                    deadline=None,
                    database=None,
                    # Each step talks to two servers: making a failure smaller would take longer than reading it.
                    phases=[Phase.generate] if EXAMPLES < 50 else [Phase.generate, Phase.shrink],
                    print_blob=True,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(Talk.stage.world.close())
