"""The reference client: a copy of one person's conversations that is kept by the contract's rules and nothing else.

r + 1 is applied, ≤ r is ignored, beyond that is a gap and asks for the changes. Written apart from the product's own
client, so that the two are not wrong in the same way.
"""

from typing import Any

from tests.contract.client import Person
from tests.contract.copies import Copy, fetch, history, settings_in
from tests.contract.sockets import SOON, Event, Socket


class Mirror:
    """All that one device holds, out of what its socket heard."""

    def __init__(self, person: Person, socket: Socket) -> None:
        self.person = person
        self.socket = socket
        self.copies: dict[str, Copy] = {}
        #: How often a gap had to be asked for.
        self.gaps = 0
        #: Events of conversations that are not held: there must be none.
        self.strays: list[Event] = []
        self.as_of: str | None = None
        #: The me_rev up to which private state is held; None until it is read.
        self.me_rev: int | None = None
        self.profile: dict[str, Any] = {}
        #: The notification preferences; empty until they were received.
        self.choices: dict[str, Any] = {}
        #: What the user has begun to write, by conversation; also what they have sent since.
        self.drafts: dict[str, dict[str, Any]] = {}
        #: The user's lists that were reported as changed.
        self.changed: set[str] = set()
        self._taken = 0

    # Beginning, and coming back

    @classmethod
    async def begin(cls, person: Person, socket: Socket) -> "Mirror":
        """Hold everything there is, by sync and history."""
        mirror = cls(person, socket)
        await mirror.sync()
        return mirror

    async def resume(self, socket: Socket) -> None:
        """Go on with another socket, from what is held."""
        await self.process()
        self.socket, self._taken = socket, 0
        await self.sync()

    async def sync(self) -> None:
        """Until caught up."""
        if self.me_rev is None:
            self.profile = await self.person.get("me")
            self.me_rev = self.profile["me_rev"]
            self.drafts = {draft["conversation"]: draft for draft in await self.person.items("me/drafts")}
        while True:
            revs = {id: copy.rev for id, copy in self.copies.items()}
            about = {} if self.as_of is None else {"as_of": self.as_of}
            synced = await self.socket.ask("sync", revs=revs, limit=200, me_rev=self.me_rev, **about)
            for id, changes in synced["changes"].items():
                if changes["rev"] >= self.copies[id].rev:
                    self.copies[id].take_changes(changes)
            for gone in synced["gone"]:
                self.forget(gone["conversation"], gone["rev"])
            for whole in synced["conversations"]:
                await self.hold(whole)
            for receipt in synced["receipts"]:
                self.take_receipt(receipt)
            self.take_private(synced["me"])
            self.as_of = synced["as_of"]
            if synced["caught_up"]:
                return

    async def hold(self, whole: dict[str, Any]) -> None:
        """A conversation new to me, with its history so far."""
        held = self.copies.get(whole["id"])
        if held is not None and held.rev >= whole["rev"]:
            held.take_settings(whole["membership"])
            return
        copy = Copy.of(self.person.id, whole)
        # Changes beyond the object's rev come as events.
        messages, happenings = await history(self.person, whole["id"])
        for message in messages:
            if message["seq"] <= whole["last_seq"]:
                copy.messages[message["seq"]] = message
        copy.take_happenings([line for line in happenings if line["rev"] <= whole["rev"]])
        self.copies[whole["id"]] = copy

    def forget(self, conversation: str, rev: int) -> None:
        """Gone at `rev`, unless what I hold is newer."""
        copy = self.copies.get(conversation)
        if copy is not None and copy.rev <= rev:
            del self.copies[conversation]
            self.drafts.pop(conversation, None)

    # Events

    async def process(self) -> None:
        """Take everything heard so far."""
        while self._taken < len(self.socket.events):
            event = self.socket.events[self._taken]
            self._taken += 1
            await self.take(event)

    async def take(self, event: Event) -> None:
        match event["type"]:
            case "conversation" if "membership" in event["conversation"]:
                await self.hold(event["conversation"])
            case "message" | "member" | "rev" | "conversation":
                await self.take_durable(event)
            case "gone":
                self.forget(event["conversation"], event["rev"])
            case "receipt":
                self.take_receipt(event)
            case "membership" | "draft" | "me" | "requests":
                await self.take_own(event)

    async def take_durable(self, event: Event) -> None:
        shared = event["conversation"]
        id, rev = (shared["id"], shared["rev"]) if event["type"] == "conversation" else (shared, event["rev"])
        copy = self.copies.get(id)
        if copy is None:
            self.strays.append(event)
            return
        if rev <= copy.rev:
            return
        if rev == copy.rev + 1 and event["type"] != "rev":
            copy.apply(event)
        elif rev == copy.rev + 1:
            copy.whole["rev"] = rev
        else:
            self.gaps += 1
            await self.ask_changes(id)

    async def ask_changes(self, id: str) -> None:
        more = True
        while more:
            answer = await self.person.call("GET", f"conversations/{id}/changes?since={self.copies[id].rev}")
            if answer.status == 404:
                return
            self.copies[id].take_changes(answer.body)
            more = answer.body["more"]

    def take_receipt(self, receipt: Event) -> None:
        if (copy := self.copies.get(receipt["conversation"])) is not None:
            copy.raise_watermarks(receipt["user"], receipt["delivered_seq"], receipt["read_seq"])

    # Private state

    async def take_own(self, event: Event) -> None:
        """By the same rule as a conversation's events, with `me_rev` for the rev."""
        assert self.me_rev is not None
        is_empty = event["type"] == "me" and not event.keys() & {"user", "notifications", "changed"}
        if event["me_rev"] <= self.me_rev:
            return
        if event["me_rev"] > self.me_rev + 1 or is_empty:
            self.gaps += 1
            await self.sync()
            return
        self.take_private({"me_rev": event["me_rev"], "memberships": [], **_objects_of(event)})

    def take_private(self, changes: dict[str, Any]) -> None:
        for settings in changes["memberships"]:
            if (copy := self.copies.get(settings["conversation"])) is not None:
                copy.take_settings(settings)
        if changes.get("user", {}).get("me_rev", 0) > self.profile["me_rev"]:
            self.profile = changes["user"]
        if changes.get("notifications", {}).get("me_rev", 0) > self.choices.get("me_rev", 0):
            self.choices = changes["notifications"]
        for draft in changes.get("drafts", ()):
            if draft["me_rev"] > self.drafts.get(draft["conversation"], {}).get("me_rev", 0):
                self.drafts[draft["conversation"]] = draft
        self.changed |= set(changes.get("changed", ()))
        self.me_rev = max(self.me_rev or 0, changes["me_rev"])

    async def reach_own(self, me_rev: int, within: float = SOON) -> None:
        """Take events until what is private stands at `me_rev`."""

        def is_there() -> bool:
            return any(event.get("me_rev", 0) >= me_rev for event in self.socket.events)

        if (self.me_rev or 0) < me_rev:
            await self.socket.until(is_there, within, f"me_rev {me_rev}")
        await self.process()
        assert self.me_rev == me_rev

    async def compare_own(self) -> None:
        """Asserts that the private state held equals a fresh fetch."""
        fresh = await self.person.get("me")
        assert self.me_rev == fresh.pop("me_rev")
        assert {name: value for name, value in self.profile.items() if name != "me_rev"} == fresh
        if self.choices:
            held = {name: value for name, value in self.choices.items() if name != "me_rev"}
            chosen = await self.person.get("notifications/preferences")
            assert held == {name: value for name, value in chosen.items() if name != "email"}
        written = {id: draft for id, draft in self.drafts.items() if draft["text"] or "reply_to" in draft}
        assert {id: draft for id, draft in written.items() if id in self.copies} == {
            draft["conversation"]: draft for draft in await self.person.items("me/drafts")
        }
        for id in self.copies:
            mine = (await self.person.get(f"conversations/{id}"))["membership"]
            assert settings_in(self.copies[id].whole["membership"]) == settings_in(mine)

    # Comparing

    async def reach(self, conversation: str, rev: int, within: float = SOON) -> None:
        """Take events until the conversation stands at `rev`."""

        def is_there() -> bool:
            return any(_rev_in(event, conversation) >= rev for event in self.socket.events)

        if not (conversation in self.copies and self.copies[conversation].rev >= rev):
            await self.socket.until(is_there, within, f"rev {rev} of {conversation}")
        await self.process()

    async def compare(self, conversation: str) -> None:
        """Asserts that the state held equals a fresh fetch."""
        self.copies[conversation].expect(await fetch(self.person, conversation))


def _objects_of(event: Event) -> dict[str, Any]:
    """The objects of an event, as sync has them."""
    if event["type"] == "membership":
        return {"memberships": [event]}
    if event["type"] == "draft":
        return {"drafts": [{name: value for name, value in event.items() if name != "type"}]}
    if event["type"] == "requests":
        return {"changed": ["requests"]}
    return {name: event[name] for name in ("user", "notifications", "changed") if name in event}


def _rev_in(event: Event, conversation: str) -> int:
    about = event.get("conversation")
    if isinstance(about, dict):
        return int(about["rev"]) if about["id"] == conversation else 0
    return int(event.get("rev", 0)) if about == conversation else 0
