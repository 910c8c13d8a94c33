"""Counts of unread messages and mentions after anything in any order: the same on devices, on the server, in pushes.

Bob has three devices, which lose the network and come back. They are written from the protocol alone, and so is
`Truth`, which recomputes the counts. UNREAD_EXAMPLES raises the number of examples.
"""

import os
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import to_builtins

from accounts.models import User
from chatproject.contract.commands.socket import Sync
from conversations.models import Conversation
from messaging.operations.syncing import sync
from notifications.delivery.leasing import lease
from notifications.models import Notification, Registration
from tests.conversations.world import call, event, group, listening
from tests.notifications.pushing import queue
from tests.notifications.telling import device, post_message

EXAMPLES = int(os.environ.get("UNREAD_EXAMPLES", "6"))
DEVICES = range(3)
ROOMS = st.sampled_from(["all", "joined"])
SEQ = st.integers(1, 9)
#: Who says something, and what: "names" is alice, who mentions bob.
SAYING = {"alice": "Hello", "names": "@bob", "bob": "Hello"}
STEP = st.one_of(
    st.tuples(st.sampled_from(["alice", "names", "bob"]), ROOMS),
    st.tuples(st.just("read"), ROOMS, SEQ),
    st.tuples(st.just("delete"), ROOMS, SEQ),
    st.tuples(st.just("mark"), ROOMS, st.integers(1, 3)),
    st.tuples(st.just("mark"), ROOMS, SEQ),
    st.tuples(st.just("unmark"), ROOMS),
    st.tuples(st.sampled_from(["leave", "remove", "return"]), ROOMS),
    st.tuples(st.sampled_from(["lose", "find"]), st.sampled_from(DEVICES)),
)


@dataclass
class Truth:
    """What bob has not read of a conversation, by the rules; `floor` is the last message that is hidden from them."""

    last: int = 0
    read: int = 0
    mark: int | None = None
    floor: int = 0
    is_inside: bool = True
    #: The messages that mention bob.
    naming: set[int] = field(default_factory=set)

    @property
    def counts(self) -> tuple[int, int]:
        read = self.read if self.mark is None else min(self.read, max(self.mark - 1, self.floor))
        return self.last - read, sum(seq > read for seq in self.naming)

    def act(self, verb: str, seq: int = 0, *, history: str) -> None:
        if verb in SAYING:
            self.last += 1
            self.read = self.last if verb == "bob" else self.read
            self.naming |= {self.last} if verb == "names" else set()
        elif verb == "read":
            self.read = max(self.read, min(seq, self.last))
            if self.mark is not None and self.mark <= min(seq, self.last):
                self.mark = None
        elif verb in ("mark", "unmark"):
            self.mark = seq if verb == "mark" else None
        elif verb == "return":
            self.read, self.mark, self.is_inside = self.last, None, True
            self.floor = self.last if history == "joined" else 0
        elif verb == "delete":
            self.naming.discard(seq)
        else:
            self.is_inside = False


class Phone:
    """The conversations that one device of bob's holds."""

    def __init__(self, bob: User) -> None:
        self.bob, self.me = bob, str(bob.pk)
        self.held: dict[str, dict[str, Any]] = {}
        self.me_rev: int | None = None
        self.as_of: str | None = None
        self.is_online = True
        self.sync()

    def sync(self) -> None:
        is_over = False
        while not is_over:
            revs = {id: whole["rev"] for id, whole in self.held.items()}
            synced = sync(self.bob, Sync(revs=revs, as_of=self.as_of, me_rev=self.me_rev))
            is_over = self.take_synced(to_builtins(synced))

    def take_synced(self, synced: dict[str, Any]) -> bool:
        for gone in synced["gone"]:
            self.held.pop(gone["conversation"], None)
        for whole in synced["conversations"]:
            self.held[whole["id"]] = whole
        for id, changes in synced["changes"].items():
            self.held[id]["rev"] = changes["rev"]
            for message in changes["messages"]:
                self.take_message(id, message)
            for member in changes["members"]:
                self.take_member(id, member)
        for receipt in synced["receipts"]:
            self.raise_read(receipt["conversation"], receipt["user"], receipt["read_seq"])
        for mine in synced["me"]["memberships"]:
            self.take_settings(mine)
        self.me_rev, self.as_of = synced["me"]["me_rev"], synced["as_of"]
        return bool(synced["caught_up"])

    def take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "conversation":
                self.held[frame["conversation"]["id"]] = frame["conversation"]
            case "receipt":
                self.raise_read(frame["conversation"], frame["user"], frame["read_seq"])
            case "membership":
                self.take_settings(frame)
                self.me_rev = frame["me_rev"]
            case "requests" | "me":
                self.me_rev = frame["me_rev"]
            case "message" | "member" if frame["conversation"] in self.held:
                self.take_durable(frame)

    def take_durable(self, frame: dict[str, Any]) -> None:
        id = frame["conversation"]
        if frame["rev"] <= self.held[id]["rev"]:
            return
        self.held[id]["rev"] = frame["rev"]
        if frame["type"] == "message":
            self.take_message(id, frame["message"])
        else:
            self.take_member(id, frame["member"])

    def take_message(self, id: str, message: dict[str, Any]) -> None:
        self.held[id]["last_seq"] = max(self.held[id]["last_seq"], message["seq"])
        others = [each for each in self.held[id].get("unread_mentions", []) if each["seq"] != message["seq"]]
        is_mentioned = any(each.get("user") == self.me for each in message.get("mentions", ()))
        self.held[id]["unread_mentions"] = [*others, {"seq": message["seq"]}] if is_mentioned else others
        self.raise_read(id, message["sender"], message["seq"])

    def take_member(self, id: str, member: dict[str, Any]) -> None:
        if member["user"] != self.me:
            return
        if "left_at" in member:
            self.held.pop(id)
        elif member["joined_at"] != self.held[id]["membership"]["joined_at"]:
            self.held[id] = call(self.bob, "GET", f"conversations/{id}").body

    def raise_read(self, id: str, user: str, seq: int) -> None:
        if user == self.me and id in self.held:
            mine = self.held[id]["membership"]
            mine["read_seq"] = max(mine["read_seq"], seq)

    def take_settings(self, settings: dict[str, Any]) -> None:
        mine = self.held.get(settings["conversation"], {}).get("membership")
        if mine is not None and settings["me_rev"] > mine["me_rev"]:
            mine.pop("unread_from", None)
            mine |= {name: settings[name] for name in ("me_rev", "unread_from") if name in settings}
        if mine is not None and "unread_from" in settings:
            self.count_mentions(settings["conversation"])

    def count_mentions(self, id: str) -> None:
        answer = call(self.bob, "GET", f"conversations/{id}")
        if answer.status == 200:
            self.held[id]["unread_mentions"] = answer.body.get("unread_mentions", [])

    def counts(self) -> dict[str, tuple[int, int]]:
        return {id: _counts(whole) for id, whole in self.held.items()}


def _counts(whole: dict[str, Any]) -> tuple[int, int]:
    mine = whole["membership"]
    mark = mine.get("unread_from")
    read = mine["read_seq"] if mark is None else min(mine["read_seq"], max(mark - 1, mine["first_seq"] - 1))
    return whole["last_seq"] - read, sum(each["seq"] > read for each in whole.get("unread_mentions", ()))


def request_of(verb: str, seq: int, path: str, bob: User) -> tuple[str, str, Any]:
    return {
        "read": ("PUT", f"{path}/receipt", {"read_seq": seq}),
        "delete": ("DELETE", f"{path}/messages/{seq}", None),
        "mark": ("PATCH", f"{path}/membership", {"unread_from": seq}),
        "unmark": ("PATCH", f"{path}/membership", {"clear": ["unread_from"]}),
        "leave": ("DELETE", f"{path}/members/{bob.pk}", None),
        "remove": ("DELETE", f"{path}/members/{bob.pk}", None),
        "return": ("POST", f"{path}/members", {"user": str(bob.pk)}),
    }[verb]


class Play:
    """Alice and bob in two conversations, one of which hides earlier history from new members."""

    def __init__(self, alice: User, bob: User, mine: Registration) -> None:
        self.alice, self.bob, self.mine = alice, bob, mine
        self.rooms: dict[str, Conversation] = {name: group(alice, bob, history=name) for name in ("all", "joined")}
        self.truths = {name: Truth() for name in self.rooms}
        self.phones = [Phone(bob) for _ in DEVICES]
        for room in self.rooms:
            for verb, seq in (("names", 0), ("bob", 0), ("alice", 0), ("read", 3)):
                self.take(verb, room, seq)

    def take(self, verb: str, where: Any, seq: int = 0) -> None:
        if verb == "lose":
            self.phones[where].is_online = False
        elif verb == "find":
            self.phones[where].sync()
            self.phones[where].is_online = True
        else:
            self.act(verb, self.rooms[where], self.truths[where], seq)

    def act(self, verb: str, room: Conversation, truth: Truth, seq: int) -> None:
        with listening() as published:
            if verb in SAYING and (verb != "bob" or truth.is_inside):
                post_message(self.bob if verb == "bob" else self.alice, room, SAYING[verb])
                is_done = True
            elif verb in SAYING:
                is_done = False
            else:
                actor = self.alice if verb in ("delete", "remove", "return") else self.bob
                is_done = call(actor, *request_of(verb, seq, f"conversations/{room.pk}", self.bob)).status < 400
                if verb == "return" and not truth.is_inside:
                    for request in call(self.bob, "GET", "conversations/requests").body["items"]:
                        call(self.bob, "POST", f"conversations/requests/{request['id']}/accept")
        for phone in self.phones:
            for frame in map(event, published) if phone.is_online else ():
                phone.take(frame)
        if is_done and (verb != "return" or not truth.is_inside):
            truth.act(verb, seq, history=str(room.history))

    def check(self) -> None:
        inside = {str(self.rooms[name].pk): truth.counts for name, truth in self.truths.items() if truth.is_inside}
        listed = call(self.bob, "GET", "conversations").body["items"]
        counts = {whole["id"]: (whole["unread"], len(whole.get("unread_mentions", ()))) for whole in listed}
        assert counts == inside
        for phone in self.phones:
            if phone.is_online:
                assert phone.counts() == inside
        assert self.badge() == tuple(map(sum, zip((0, 0), *inside.values(), strict=True)))

    def badge(self) -> tuple[int, int]:
        row = queue(self.mine)
        [outgoing] = lease(10)
        Notification.objects.filter(pk=row.pk).delete()
        return outgoing.unread, outgoing.mentions


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=5, max_size=25))
def test_counts_agree_on_every_device_and_in_the_badge(steps: list[tuple[Any, ...]], alice: User, bob: User) -> None:
    Notification.objects.all().delete()
    Conversation.objects.filter(memberships__user=bob).delete()
    play = Play(alice, bob, device(bob))
    for step in steps:
        play.take(*step)
        play.check()
    for number in DEVICES:
        play.take("find", number)
    play.check()
