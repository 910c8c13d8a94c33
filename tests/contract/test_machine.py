"""Anything in any order: people with several devices on two processes, who come, go, lose the network and talk.

Whatever hypothesis generates, each device holds the state that a fresh fetch returns once everything is quiet, and no
user received an event of a conversation they were not in. CONTRACT_EXAMPLES raises the number of examples.
"""

import asyncio
import os
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from tests.contract.machine import NAMES, Company, Stage
from tests.contract.server import Servers
from tests.contract.world import World

EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "8"))
STEPS = 25

names = st.sampled_from(NAMES)
guests = st.sampled_from(NAMES[1:])
places = st.integers(0, 1)
seqs = st.integers(1, 12)
emoji = st.sampled_from(["👍", "🎉"])
endpoints = st.sampled_from(["rest", "socket"])


class Talk(Company):
    @initialize(history=st.sampled_from(["all", "joined"]))
    def open(self, history: str) -> None:
        async def work() -> None:
            alice, *others = self.people.values()
            self.garden = await self.stage.world.group(alice, *others, history=history)
            for name in NAMES:
                for place in (0, 1):
                    await self.connect((name, place))

        self.run(work())

    # Talking

    @rule(name=names, place=places, endpoint=endpoints)
    def talk(self, name: str, place: int, endpoint: str) -> None:
        self.run(self.send(name, place, endpoint, {"client_id": str(uuid4()), "body": f"{name} says"}))

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), place=places, endpoint=endpoints)
    def repeat(self, data: st.DataObject, place: int, endpoint: str) -> None:
        name, fields, _ = data.draw(st.sampled_from(self.sent))
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

    @rule(name=names, seq=st.none() | seqs, place=places)
    def mark_unread(self, name: str, seq: int | None, place: int) -> None:
        self.run(self.expect(name, "PATCH", "/membership", {"unread_from": seq}, place))

    @rule(name=names, place=places, text=st.sampled_from(["", "half", "a thought"]), is_stale=st.booleans())
    def write(self, name: str, place: int, text: str, is_stale: bool) -> None:
        async def work() -> None:
            base = self.mirrors[name, place].drafts.get(self.garden, {}).get("me_rev", 0)
            body = {"text": text, "base": max(base - is_stale, 0)}
            await self.expect(name, "PUT", "/draft", body, place)

        self.run(work())

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
