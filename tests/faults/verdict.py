"""The counters of a fault drill. All but `acked`, `converged` and `delays` must be 0."""

from dataclasses import dataclass, field, fields

#: Seconds in which everybody holds the same again, once a fault is over, unless it is said otherwise.
BOUND = 15.0


@dataclass
class Verdict:
    """`converged` holds, for each device and fault, the seconds until it held what the server holds; `delays`, for
    each message said during the fault, those until it was acknowledged."""

    acked: int = 0
    lost: int = 0  # acknowledged, and not in the history
    dup: int = 0  # one client_id, two messages or two answers
    gap: int = 0  # a seq that no message has, or that a device never received
    reorder: int = 0  # a later message before an earlier one of the same sender, in the history or in live events
    phantom: int = 0  # in a live event or the history, but never committed or never sent
    leak: int = 0  # received, read or written by a removed member
    silent: int = 0  # a connected device that never learns what the others know
    differ: int = 0  # members who receive different states
    receipt: int = 0  # a watermark that fell, was lost, or stands beyond the end
    unread: int = 0  # a count that is not the one recomputed
    resource: int = 0  # a bound on time or memory that did not hold
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
        """Whether one of these is not 0."""
        return any(self.counts[name] for name in names)

    def within(self, seconds: float) -> float:
        """The share of what was said during the fault that was acknowledged so soon."""
        return sum(delay <= seconds for delay in self.delays) / max(1, len(self.delays))

    def said(self, *names: str) -> str:
        """`lost=0 dup=0 …` for these names, and whatever else is not 0."""
        others = [name for name, count in self.counts.items() if count and name not in names]
        return " ".join(f"{name}={getattr(self, name)}" for name in (*names, *others))

    def said_of_delays(self) -> str:
        shares = " ".join(f"ack_{seconds}s={100 * self.within(seconds):.2f}%" for seconds in (1, 5))
        return f"{shares} ack_p99={_p99(self.delays):.2f}s"


def _p99(numbers: list[float]) -> float:
    ordered = sorted(numbers)
    return ordered[int(0.99 * (len(ordered) - 1))] if ordered else 0.0
