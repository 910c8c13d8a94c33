"""The messages of one run, where and when they arrived, and what that shows about the server."""

import re
import secrets
import time
from array import array
from collections.abc import Mapping, Sequence

now = time.perf_counter

_FILL = (
    " and this is what people write to one another on an ordinary day, neither short nor long, about a ladder and tea"
)
_LENGTH = 120


class Ledger:
    """Every text begins with `#run.number#`; `arrived` finds these marks in the bytes that a socket received."""

    def __init__(self, rooms: Mapping[str, Sequence[int]]) -> None:
        self.rooms = rooms
        self.run = secrets.token_hex(3)
        self.sent_at = array("d")
        self.acked_at = array("d")
        self.senders = array("I")
        self.room_names: list[str] = []
        self.arrivals = array("I")
        self.receivers = array("I")
        self.arrived_at = array("d")
        self.expected = self.delivered = self.acked = 0
        self.errors: list[str] = []
        self.cut = 0
        self.is_closing = False
        self._others = {name: len(members) - 1 for name, members in rooms.items()}
        self._mark = re.compile(b"#" + self.run.encode() + rb"\.(\d{8})#")

    #: Bytes of a chunk that a stream client must keep, so that a mark split between two chunks is found.
    mark_length = 17

    @property
    def first(self) -> int:
        """Returns the number of the next message: the measured part begins with it."""
        return len(self.sent_at)

    def sending(self, user: int, room: str) -> tuple[int, str]:
        """Returns the number and text of the next message."""
        number = len(self.sent_at)
        self.senders.append(user)
        self.room_names.append(room)
        self.acked_at.append(0.0)
        self.expected += self._others[room]
        self.sent_at.append(now())
        return number, f"#{self.run}.{number:08d}#{_FILL}"[:_LENGTH]

    def acknowledged(self, number: int) -> None:
        self.acked_at[number] = now()
        self.acked += 1

    def failed(self, reason: str) -> None:
        self.errors.append(reason)

    def arrived(self, user: int, data: bytes) -> list[int]:
        """Records the messages in `data`; returns the numbers of the user's own among them."""
        own = []
        at = now()
        for mark in self._mark.finditer(data):
            number = int(mark[1])
            self.arrivals.append(number)
            self.receivers.append(user)
            self.arrived_at.append(at)
            if self.senders[number] == user:
                own.append(number)
            else:
                self.delivered += 1
        return own

    def disconnected(self) -> None:
        if not self.is_closing:
            self.cut += 1

    def give_up_what_is_missing(self) -> None:
        """Forgets messages that the warm-up lost, so that they do not delay the measured part."""
        self.expected = self.delivered
