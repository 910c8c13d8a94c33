"""What is counted while things break. Everything but `acked` and `converged` must be 0."""

from dataclasses import dataclass, field, fields

#: Seconds in which everybody holds the same again, once a fault is over.
BOUND = 15.0


@dataclass
class Verdict:
    """`converged` holds, for each device and fault, the seconds until it held what the server holds."""

    acked: int = 0
    lost: int = 0  # acknowledged, and not in the history
    dup: int = 0  # one client_id, two messages or two answers
    gap: int = 0  # a seq that no message has
    reorder: int = 0  # a sender's later message before his earlier one
    phantom: int = 0  # in the history, and sent by nobody
    leak: int = 0  # heard, read or written by one who was removed
    silent: int = 0  # a connected device that never learns what the others know
    receipt: int = 0  # a watermark that fell, or stands beyond the end
    unread: int = 0  # a count that is not the one recomputed
    resource: int = 0  # a bound on time or memory that did not hold
    converged: list[float] = field(default_factory=list)

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def p99(self) -> float:
        ordered = sorted(self.converged)
        return ordered[int(0.99 * (len(ordered) - 1))] if ordered else 0.0

    @property
    def counts(self) -> dict[str, int]:
        names = [each.name for each in fields(self) if each.name not in ("acked", "converged")]
        return {name: getattr(self, name) for name in names}

    @property
    def is_clean(self) -> bool:
        return not any(self.counts.values()) and self.p99 <= BOUND

    def said(self, *names: str) -> str:
        """`lost=0 dup=0 …` for these names, and whatever else is not 0."""
        others = [name for name, count in self.counts.items() if count and name not in names]
        return " ".join(f"{name}={getattr(self, name)}" for name in (*names, *others))
