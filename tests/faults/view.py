"""The state that one device holds of one conversation, and whether its events came in order."""

from typing import Any

Json = dict[str, Any]


class View:
    """Messages as they stand at `rev`.

    `swaps` is how often one connection told an older event after a newer one; `skips` how often a message was missing
    at the end of a frame, though nothing was left to catch up with; `taken` are all messages that were ever held, by
    (seq, client_id); `watermarks` is how far each one has got, as far as was told: {user: (delivered_seq, read_seq)}.
    """

    def __init__(self) -> None:
        self.rev = 0
        self.last_seq = 0
        self.swaps = 0
        self.skips = 0
        self.taken: set[tuple[int, str]] = set()
        self.watermarks: dict[str, tuple[int, int]] = {}
        self._messages: dict[int, Json] = {}
        self._told = 0
        self._is_current = False

    @property
    def history(self) -> list[Json]:
        return [self._messages[seq] for seq in sorted(self._messages)]

    def connect(self) -> None:
        """Notes that the next events come over another connection."""
        self._told = 0
        self._is_current = False

    def follow(self, rev: int, message: Json | None = None) -> bool:
        """Takes a live event. Returns False if something before it is missing."""
        self.swaps += rev < self._told
        self._told = max(self._told, rev)
        if rev > self.rev + 1:
            self._is_current = False
            return False
        if rev == self.rev + 1:
            self.rev = rev
            if message:
                self._take(message)
        return True

    def show(self) -> None:
        """A frame is at its end. Within one, a rev may be empty whose message has changed since and comes later."""
        self.skips += self._is_current and len(self._messages) != self.last_seq

    def catch_up(self, changes: Json, *, is_all: bool) -> None:
        """Takes what a sync told."""
        for message in changes["messages"]:
            self._take(message)
        self.rev = max(self.rev, changes["rev"])
        self._is_current = is_all
        self.show()

    def receive_receipt(self, receipt: Json) -> None:
        delivered, read = self.watermarks.get(receipt["user"], (0, 0))
        self.watermarks[receipt["user"]] = (max(delivered, receipt["delivered_seq"]), max(read, receipt["read_seq"]))

    def _take(self, message: Json) -> None:
        seq = message["seq"]
        held = self._messages.get(seq)
        if held is None or message["rev"] > held["rev"]:
            self._messages[seq] = message
            self.last_seq = max(self.last_seq, seq)
            self.taken.add((seq, message["client_id"]))
