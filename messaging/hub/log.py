"""One conversation's events in the order of their revs, as far as this process follows it."""

from collections.abc import Iterator

from chatproject.realtime import Envelope

#: Events kept ahead of a gap; later ones return with the backfill.
MAX_HELD = 512


class Log:
    """Accepts events in any order and delivers each once, in order.

    `rev` is the last delivered, and `is_closed` the state of the conversation after it.
    """

    __slots__ = ("_held", "is_closed", "is_filling", "rev")

    def __init__(self, rev: int, *, is_closed: bool) -> None:
        self.rev = rev
        self.is_closed = is_closed
        self.is_filling = False
        self._held: dict[int, Envelope] = {}

    @property
    def has_gap(self) -> bool:
        return bool(self._held)

    def offer(self, envelope: Envelope) -> Iterator[Envelope]:
        """Accepts an event; yields all events that are next now."""
        if envelope.rev > self.rev and len(self._held) < MAX_HELD:
            self._held[envelope.rev] = envelope
        while (ready := self._held.pop(self.rev + 1, None)) is not None:
            self.rev += 1
            if ready.closed is not None:
                self.is_closed = ready.closed
            yield ready

    def skip_to(self, rev: int) -> None:
        """Gives up the events before `rev`; the readers detect the gap and sync."""
        self.rev = max(self.rev, rev)
        self._held = {held: envelope for held, envelope in self._held.items() if held > self.rev}
