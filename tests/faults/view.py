"""The state of one conversation on one device, and whether its events arrived in order."""

from typing import Any

Json = dict[str, Any]


class View:
    """Messages in their state at `rev`.

    `swaps` counts older events that arrived after newer ones on one connection; `skips` counts messages that were
    missing at the end of a frame, without a backfill in progress; `taken` are all messages that were ever held, by
    (seq, client_id); `watermarks` are the received ones: {user: (delivered_seq, read_seq)}.
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
        """Records that the next events arrive on another connection."""
        self._told = 0
        self._is_current = False

    def follow(self, rev: int, message: Json | None = None) -> bool:
        """Applies a live event. Returns False if an earlier one is missing."""
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
        """Call at the end of a frame. Within it, a rev may be empty because its message changed and follows later."""
        self.skips += self._is_current and len(self._messages) != self.last_seq

    def catch_up(self, changes: Json, *, is_all: bool) -> None:
        """Applies the response to a sync."""
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
