"""The results of an attempt to deliver a notification."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """The push service took it."""


@dataclass(frozen=True)
class Gone:
    """The address no longer leads to a device."""


@dataclass(frozen=True)
class Refused:
    """The push service will never accept it. `of_server`: because it rejects this server's key."""

    detail: str
    of_server: bool = False


@dataclass(frozen=True)
class Later:
    """Not now: the service is busy, broken or unreachable, or rejects this server's key (`of_server`). `after` is the
    wait that it requests, in seconds.
    """

    after: float | None
    detail: str
    of_server: bool = False


@dataclass(frozen=True)
class NotSetUp:
    """This server has no key for that service."""


@dataclass(frozen=True)
class Untried:
    """It waited too long for a free connection and must be checked again: it may be obsolete."""


@dataclass(frozen=True)
class Broken:
    """A fault of this server. If it is `final`, there is no retry."""

    detail: str
    final: bool = False


Outcome = Accepted | Gone | Refused | Later | NotSetUp | Untried | Broken
