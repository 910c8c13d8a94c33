"""The requests that push services recorded, and what happened according to the drill's own record."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import uuid4

#: A time that never comes.
NEVER = float("inf")


class Pair(NamedTuple):
    """A message and a device."""

    conversation: str
    seq: int
    address: str


def new_mark() -> str:
    """Returns a text that occurs in one message and nowhere else."""
    return f"mark-{uuid4().hex[:12]}"


def marks_in(text: str) -> list[str]:
    return re.findall(r"mark-[0-9a-f]{12}", text)


@dataclass(frozen=True)
class Attempt:
    """One request to a push service. Times are seconds of the clock; `status` is the response (0: none).

    `replaces` is the key by which the service itself replaces a waiting notification; `text` is everything that a
    reader with access to it can read.
    """

    channel: str
    address: str
    began_at: float
    ended_at: float
    status: int
    payload: dict[str, Any]
    replaces: str = ""
    text: str = ""

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.status < 300

    @property
    def kind(self) -> str:
        return str(self.payload.get("kind", ""))

    @property
    def conversation(self) -> str:
        return str(self.payload.get("conversation", ""))

    @property
    def seq(self) -> int:
        """The payload's seq; 0 if it has none. FCM's data are strings."""
        return self._number("seq", 0)

    @property
    def unread(self) -> int:
        return self._number("unread", -1)

    @property
    def pair(self) -> Pair:
        return Pair(self.conversation, self.seq, self.address)

    def _number(self, name: str, otherwise: int) -> int:
        written = str(self.payload.get(name, ""))
        return int(written) if written.isdecimal() else otherwise


@dataclass
class Phone:
    """The address of a user's device, and when it was theirs. `tells`: its notifications may show the message text."""

    owner: str
    channel: str
    address: str
    tells: bool
    since: float
    until: float = NEVER
    #: The user is looking at a screen, and may see the message before a notification is due.
    is_looking: bool = False

    def is_at(self, moment: float) -> bool:
        return self.since <= moment < self.until


@dataclass
class Sent:
    """A message that was acknowledged. `mark` is in its body and nowhere else."""

    conversation: str
    seq: int
    sender: str
    mark: str
    began_at: float
    deleted_at: float = NEVER


class Stay(NamedTuple):
    """The time that a user is in a conversation."""

    since: float
    until: float = NEVER


@dataclass
class Story:
    """`stays` are {(conversation, user): …}, `reads` {(conversation, user): [(as far as seq, when)]}."""

    phones: list[Phone] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    stays: dict[tuple[str, str], Stay] = field(default_factory=dict)
    reads: dict[tuple[str, str], list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))

    def is_in(self, user: str, conversation: str, moment: float) -> bool:
        stay = self.stays.get((conversation, user), Stay(NEVER))
        return stay.since <= moment < stay.until

    def read_at(self, user: str, conversation: str, seq: int) -> float:
        """Returns when the user had read that message, on any device."""
        return min((at for to, at in self.reads[conversation, user] if to >= seq), default=NEVER)

    def owner_of(self, address: str, moment: float) -> Phone | None:
        """Returns the phone that had the address at that time."""
        return next((phone for phone in self.phones if phone.address == address and phone.is_at(moment)), None)

    def due(self, since: float = 0.0) -> dict[Pair, Sent]:
        """Returns what must be delivered: messages from `since` on, to members who stayed and did not look."""
        return {
            Pair(sent.conversation, sent.seq, phone.address): sent
            for sent in self.sent
            if sent.began_at >= since and sent.deleted_at == NEVER
            for phone in self.phones
            if phone.owner != sent.sender and not phone.is_looking and self._is_owed(sent, phone)
        }

    def _is_owed(self, sent: Sent, phone: Phone) -> bool:
        stay = self.stays.get((sent.conversation, phone.owner), Stay(NEVER))
        was_there = max(stay.since, phone.since) < sent.began_at and min(stay.until, phone.until) == NEVER
        return was_there and self.read_at(phone.owner, sent.conversation, sent.seq) == NEVER
