"""The copy of one conversation that the reference client holds, and a fresh one out of REST to compare it with."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.contract.client import Person
from tests.contract.sockets import Event

#: Above it a conversation's `members` are not listed.
LISTED = 50
#: The fields of a membership that only its owner sees.
SETTINGS = ("muted_until", "pinned_at", "archived_at", "notify", "unread_from", "added_by", "me_rev")


@dataclass
class Copy:
    """One conversation as its member holds it: the object itself, its members by user, its messages by seq."""

    me: str
    whole: dict[str, Any]
    members: dict[str, dict[str, Any]]
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    #: By rev.
    happenings: dict[int, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, me: str, whole: dict[str, Any]) -> "Copy":
        whole = deepcopy(whole)
        return cls(me, whole, {member["user"]: member for member in whole["members"]})

    @property
    def rev(self) -> int:
        return int(self.whole["rev"])

    @property
    def is_listed(self) -> bool:
        return bool(self.whole["kind"] == "direct" or self.whole["member_count"] <= LISTED)

    def rendered(self) -> dict[str, Any]:
        """Returns the conversation as REST does, except for the order of members."""
        whole = {**self.whole, "members": self.members if self.is_listed else {}}
        whole["unread"] = whole["last_seq"] - read_up_to(whole["membership"])
        whole.pop("unread_mentions", None)
        whole |= {"unread_mentions": mentions} if (mentions := self.unread_mentions()) else {}
        last = self.messages.get(whole["last_seq"])
        whole.pop("last_message", None)
        return whole if last is None else {**whole, "last_message": last}

    def unread_mentions(self) -> list[dict[str, Any]]:
        """Of people whom the user does not block."""
        mine = self.whole["membership"]
        first = max(mine["first_seq"], read_up_to(mine) + 1)
        return [
            {"seq": seq, "sender": message["sender"]}
            for seq, message in sorted(self.messages.items())
            if seq >= first and message["sender"] != self.me
            if any(each.get("user") == self.me or each.get("all") for each in message.get("mentions", ()))
        ][-100:]

    def expect(self, fresh: "Copy") -> None:
        """Be what a fresh fetch gave, whose messages begin where this member may read."""
        first = fresh.whole["membership"]["first_seq"]
        held = Copy(self.me, deepcopy(self.whole), self.members)
        held.messages = {seq: message for seq, message in self.messages.items() if seq >= first}
        # A change of `history` moves it for each member; the event holds `history` alone. See README.md.
        held.whole["membership"]["first_seq"] = first
        assert held.rendered() == fresh.rendered()
        assert held.messages == fresh.messages
        hides_before = fresh.whole["history"] == "joined"
        joined_at = fresh.whole["membership"]["joined_at"] if hides_before else ""
        assert {rev: line for rev, line in self.happenings.items() if line["created_at"] >= joined_at} == (
            fresh.happenings
        )

    # Events

    def apply(self, event: Event) -> None:
        """One event of rev r + 1, or the objects of `changes` as if they were events."""
        match event["type"]:
            case "message":
                self.take_message(event["message"])
            case "member":
                self.whole["member_count"] = event["member_count"]
                self.take_member(event["member"])
            case "conversation":
                self.take_shared(event["conversation"])
        if "happening" in event:
            self.take_happenings([event["happening"]])
        self.whole["rev"] = event["conversation"]["rev"] if event["type"] == "conversation" else event["rev"]

    def take_message(self, message: dict[str, Any]) -> None:
        seq = message["seq"]
        held = self.messages.get(seq)
        if held is not None and held["rev"] >= message["rev"]:
            return
        self.messages[seq] = message
        if seq > self.whole["last_seq"]:
            self.whole["last_seq"] = seq
            self.whole["last_activity_at"] = message["created_at"]
        # No receipt is sent for it: who wrote a message has read up to it.
        self.raise_watermarks(message["sender"], seq, seq)

    def take_happenings(self, happenings: list[dict[str, Any]]) -> None:
        self.happenings.update({line["rev"]: line for line in happenings})

    def take_member(self, member: dict[str, Any]) -> None:
        user = member["user"]
        if "left_at" in member:
            self.members.pop(user, None)
            return
        held = self.members.get(user)
        self.members[user] = dict(member)
        if user == self.me:
            self.whole["membership"].update(member)
        if held is not None and held["joined_at"] == member["joined_at"]:
            self.raise_watermarks(user, held["delivered_seq"], held["read_seq"])

    def take_shared(self, shared: dict[str, Any]) -> None:
        for name in ("title", "topic", "history"):
            self.whole[name] = shared[name]
        self.whole.pop("closed_at", None)
        self.whole |= {name: shared[name] for name in ("closed_at",) if name in shared}

    def raise_watermarks(self, user: str, delivered_seq: int, read_seq: int) -> None:
        """They only rise, and come from several sides."""
        own = [self.whole["membership"]] if user == self.me else []
        listed = [self.members[user]] if user in self.members else []
        for marks in own + listed:
            marks["delivered_seq"] = max(marks["delivered_seq"], delivered_seq)
            marks["read_seq"] = max(marks["read_seq"], read_seq)

    def take_settings(self, settings: dict[str, Any]) -> None:
        """Takes the member's own settings, unless those held are newer."""
        mine = self.whole["membership"]
        if settings["me_rev"] <= mine["me_rev"]:
            return
        for name in SETTINGS:
            mine.pop(name, None)
        mine.update(settings_in(settings))

    def take_changes(self, changes: dict[str, Any]) -> None:
        for message in sorted(changes["messages"], key=lambda m: m["seq"]):
            self.take_message(message)
        for member in changes["members"]:
            if "left_at" in member or member["rev"] > self.members.get(member["user"], {"rev": 0})["rev"]:
                self.take_member(member)
        if self.is_listed:
            self.whole["member_count"] = len(self.members)
        self.take_happenings(changes.get("happenings", []))
        if "conversation" in changes:
            self.take_shared(changes["conversation"])
        self.whole["rev"] = changes["rev"]


def read_up_to(membership: dict[str, Any]) -> int:
    """The rule of docs/protocol.md: what the user marked as unread counts from there on, if they may read it."""
    read, marked = int(membership["read_seq"]), membership.get("unread_from")
    return read if marked is None else min(read, max(marked - 1, membership["first_seq"] - 1))


def settings_in(membership: dict[str, Any]) -> dict[str, Any]:
    return {name: membership[name] for name in SETTINGS if name in membership}


async def history(person: Person, conversation: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Returns all messages and happenings, newest page first; None if the member has left, which an event reports."""
    found: list[dict[str, Any]] = []
    happenings: list[dict[str, Any]] = []
    before = 2**53
    while True:
        answer = await person.call("GET", f"conversations/{conversation}/messages?limit=200&before={before}")
        page = answer.body["items"] if answer.status == 200 else []
        found += page
        happenings += answer.body.get("happenings", []) if answer.status == 200 else []
        if len(page) < 200:
            return found, happenings
        before = page[0]["seq"]


async def fetch(person: Person, conversation: str) -> Copy:
    """The conversation out of REST, with nothing held before."""
    copy = Copy.of(person.id, await person.get(f"conversations/{conversation}"))
    messages, happenings = await history(person, conversation)
    copy.messages = {message["seq"]: message for message in messages}
    copy.take_happenings(happenings)
    last = copy.whole.get("last_message")
    assert last == copy.messages.get(copy.whole["last_seq"])
    if copy.is_listed:
        members = await person.items(f"conversations/{conversation}/members")
        assert {member["user"]: member for member in members} == copy.members
        assert len(members) == copy.whole["member_count"]
    return copy
