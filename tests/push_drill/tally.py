"""The counters of a drill. All but `pairs` and `delays` must be 0."""

from dataclasses import dataclass, field

COUNTS = ("missing", "shown_twice", "leaked", "after_read", "broken")


@dataclass
class Tally:
    """`pairs` counts each (message, device) to notify, `broken` all other faults; `problems` describes them. `delays`
    are the seconds from a send until the push service had it; `notes` are lines for the report."""

    pairs: int = 0
    missing: int = 0  # no accepted attempt in time
    shown_twice: int = 0  # one message, two on the screen: the tags differ, or the seqs
    leaked: int = 0  # sent to the wrong device, or with text that it must not show
    after_read: int = 0  # begun when the user had read it
    broken: int = 0
    delays: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, kind: str, what: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        self.problems.append(f"{kind}: {what}")

    def __iadd__(self, other: "Tally") -> "Tally":
        self.pairs += other.pairs
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.delays += other.delays
        self.problems += other.problems
        self.notes += other.notes
        return self

    @property
    def is_clean(self) -> bool:
        return not any(getattr(self, name) for name in COUNTS)

    @property
    def p99(self) -> float:
        ordered = sorted(self.delays)
        return ordered[int(0.99 * (len(ordered) - 1))] if ordered else 0.0

    def __str__(self) -> str:
        told = [name for name in COUNTS if name != "broken" or self.broken]
        return " ".join([f"pairs={self.pairs}", *(f"{name}={getattr(self, name)}" for name in told)])
