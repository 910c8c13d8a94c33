"""The counters of a fault drill. All but `acked`, `converged` and `delays` must be 0."""

from dataclasses import dataclass, field, fields

#: Seconds within which all devices hold the same state again after a fault, unless the fault has its own bound.
BOUND = 15.0


@dataclass
class Verdict:
    """`converged` are the seconds that each device needed after each fault to reach the server's state; `delays`
    those until each message sent during the fault was acknowledged."""

    acked: int = 0
    lost: int = 0  # acknowledged, and not in the history
    dup: int = 0  # one client_id, two messages or two replies
    gap: int = 0  # a seq that no message has, or that a device never received
    reorder: int = 0  # a later message before an earlier one of the same sender, in the history or in live events
    phantom: int = 0  # in a live event or the history, but never committed or never sent
    leak: int = 0  # received, read or written by a removed member
    silent: int = 0  # a connected device that never receives what the others have
    differ: int = 0  # members who receive different states
    receipt: int = 0  # a watermark that fell, was lost, or stands beyond the end
    unread: int = 0  # a count that differs from the recomputed one
    stuck: int = 0  # an outbox entry that no worker handled within its time
    resource: int = 0  # an exceeded bound on time or memory
    failed: int = 0  # a fault that could not be inflicted, or after which something never happened
    converged: list[float] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def p99(self) -> float:
        return _p99(self.converged)

    @property
    def counts(self) -> dict[str, int]:
        names = [each.name for each in fields(self) if each.name not in ("acked", "converged", "delays")]
        return {name: getattr(self, name) for name in names}

    @property
    def is_clean(self) -> bool:
        return not any(self.counts.values())

    def shows(self, *names: str) -> bool:
        """Returns whether one of these counts is not 0."""
        return any(self.counts[name] for name in names)

    def within(self, seconds: float) -> float:
        """Returns the share of messages sent during the fault that were acknowledged within this time."""
        return sum(delay <= seconds for delay in self.delays) / max(1, len(self.delays))

    def said(self, *names: str) -> str:
        """Returns `lost=0 dup=0 …` for these names, and all others that are not 0."""
        others = [name for name, count in self.counts.items() if count and name not in names]
        return " ".join(f"{name}={getattr(self, name)}" for name in (*names, *others))

    def said_of_delays(self) -> str:
        shares = " ".join(f"ack_{seconds}s={100 * self.within(seconds):.2f}%" for seconds in (1, 5))
        return f"{shares} ack_p99={_p99(self.delays):.2f}s"


def _p99(numbers: list[float]) -> float:
    ordered = sorted(numbers)
    return ordered[int(0.99 * (len(ordered) - 1))] if ordered else 0.0
