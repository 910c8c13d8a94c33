"""What Mattermost calls healthy in its load tests, and whether a run was."""

from collections.abc import Iterator
from dataclasses import dataclass

#: Of all requests and commands: per cent that failed or had no response in time, and milliseconds.
ERRORS, AVERAGE, P99 = 0.025, 100.0, 2_000.0


@dataclass(frozen=True)
class Aim:
    users: int
    acts_per_s: float


@dataclass(frozen=True)
class Figures:
    """`users` were connected at the same time. `generator` is Locust's share of one core."""

    users: int
    acts: int
    seconds: float
    requests: int
    failures: int
    avg_ms: float
    p99_ms: float
    generator: float

    @property
    def acts_per_s(self) -> float:
        return self.acts / self.seconds if self.seconds else 0.0

    @property
    def errors(self) -> float:
        """Returns per cent."""
        return 100 * self.failures / self.requests if self.requests else 100.0

    @property
    def line(self) -> str:
        return (
            f"USERS n={self.users} acts_per_s={self.acts_per_s:.1f} errors={self.errors:.3f}% "
            f"avg_ms={self.avg_ms:.1f} p99_ms={self.p99_ms:.0f}"
        )

    def beyond(self, aim: Aim) -> Iterator[str]:
        """Yields each limit that is exceeded, in words."""
        if self.users < aim.users:
            yield f"{self.users} users were connected, not {aim.users}"
        if self.acts_per_s < aim.acts_per_s:
            yield f"{self.acts_per_s:.1f} acts a second, not {aim.acts_per_s:g}"
        if self.errors > ERRORS:
            yield f"{self.errors:.3f} % errors are more than {ERRORS} %"
        if self.avg_ms > AVERAGE:
            yield f"{self.avg_ms:.1f} ms on average are more than {AVERAGE:g} ms"
        if self.p99_ms > P99:
            yield f"p99 of {self.p99_ms:.0f} ms is more than {P99:g} ms"
