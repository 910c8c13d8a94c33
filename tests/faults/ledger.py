"""The messages that one device sent, and the acknowledgements that it received."""

import time
from collections.abc import Awaitable
from typing import Any, NamedTuple, TypeVar

Json = dict[str, Any]
T = TypeVar("T")


class Wait(NamedTuple):
    """When a message was written, first sent, and acknowledged; seconds of one clock."""

    said_at: float
    sent_at: float
    acked_at: float


class Ledger:
    """`said` are client_ids. `acknowledged` is {client_id: seq}, `promised` {seq: body} and `pinned` {seq: whether it
    is}, from the server's replies. `waits` has the times of each message until it was acknowledged, over any number of
    attempts.

    `read_seq` is how far the user has read according to the replies, also to sends. `falls` counts replies with a
    lower value than before; `broken` counts acknowledged messages that were missing, or someone else's, when this
    device edited them.
    """

    def __init__(self) -> None:
        self.said: list[str] = []
        self.acknowledged: dict[str, int] = {}
        self.promised: dict[int, str] = {}
        self.pinned: dict[int, bool] = {}
        self.waits: list[Wait] = []
        self.read_seq = 0
        self.falls = 0
        self.broken = 0
        self._added_at: dict[str, float] = {}
        self._sent_at: dict[str, float] = {}

    def add(self, client_id: str) -> None:
        self.said.append(client_id)
        self._added_at[client_id] = time.monotonic()

    def send(self, command: Json) -> None:
        """Records that a command is sent, for the first time or again."""
        if "client_id" in command:
            self._sent_at.setdefault(command["client_id"], time.monotonic())

    def note(self, command: Json, ok: Json) -> None:
        """Records that the server accepted a command."""
        match command["type"]:
            case "receipt.advance":
                self.falls += ok["read_seq"] < self.read_seq or ok["delivered_seq"] < ok["read_seq"]
                self.read_seq = max(self.read_seq, ok["read_seq"])
            case "message.edit":
                self.promised[command["seq"]] = command["body"]
            case "message.pin" | "message.unpin" as change:
                self.pinned[command["seq"]] = change == "message.pin"
            case "message.send":
                self._acknowledge(command["client_id"], ok["seq"])
                self.promised[ok["seq"]] = command["body"]

    def _acknowledge(self, client_id: str, seq: int) -> None:
        self.waits.append(Wait(self._added_at.pop(client_id), self._sent_at.pop(client_id), time.monotonic()))
        self.acknowledged[client_id] = seq
        self.read_seq = max(self.read_seq, seq)


async def timed(work: Awaitable[T], delays: list[float]) -> T:
    """Adds the duration in seconds."""
    began = time.monotonic()
    done = await work
    delays.append(time.monotonic() - began)
    return done
