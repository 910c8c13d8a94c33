"""The counters of a drill. All but `bytes` must be 0."""

from dataclasses import dataclass, field

COUNTS = ("corrupt", "missing", "orphans", "leaked", "executed", "broken")


@dataclass
class Tally:
    """`bytes` arrived unchanged; `broken` counts all other faults, and `problems` describes them."""

    bytes: int = 0
    corrupt: int = 0
    missing: int = 0
    orphans: int = 0
    leaked: int = 0
    executed: int = 0
    broken: int = 0
    problems: list[str] = field(default_factory=list)

    def fault(self, kind: str, what: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        self.problems.append(f"{kind}: {what}")

    def __iadd__(self, other: "Tally") -> "Tally":
        self.bytes += other.bytes
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.problems += other.problems
        return self

    @property
    def is_clean(self) -> bool:
        return not any(getattr(self, name) for name in COUNTS)

    def __str__(self) -> str:
        told = [name for name in COUNTS if name != "broken" or self.broken]
        return " ".join([f"bytes={self.bytes}", *(f"{name}={getattr(self, name)}" for name in told)])
