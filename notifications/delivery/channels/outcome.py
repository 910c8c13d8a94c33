"""What a push service made of a notification."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """It is theirs now."""


@dataclass(frozen=True)
class Gone:
    """The address leads nowhere any more."""


@dataclass(frozen=True)
class Refused:
    """They will never take it."""

    detail: str


@dataclass(frozen=True)
class Later:
    """Not now: they are busy, broken or away, or do not know us. `after` are the seconds they ask for."""

    after: float | None
    detail: str


@dataclass(frozen=True)
class NotSetUp:
    """This server has no key for that service."""


@dataclass(frozen=True)
class Untried:
    """It waited too long for a free line: whether there is still a use for it is asked again."""


@dataclass(frozen=True)
class Broken:
    """Our own fault. Where it is `final` it is not tried again."""

    detail: str
    final: bool = False


Outcome = Accepted | Gone | Refused | Later | NotSetUp | Untried | Broken
