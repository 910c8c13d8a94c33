"""The unit that travels between processes: an event, encoded once, and its audience."""

from uuid import UUID

import msgspec

from chatproject.contract import wire
from chatproject.contract.events import Event


class Envelope(msgspec.Struct, array_like=True, frozen=True):
    """One event on its way to `group`.

    A durable event of a conversation carries its `rev`; the hub delivers those in order. `member` names the subject of
    a member event, so that the hub updates its audience in the same order. A message of a conversation whose history is
    `joined` carries its `seq`: members whose floor is not below it receive only the rev. An event that brings a
    conversation new to `member` names it in `about`, and their floor in `seq`. An event about private state carries the
    user's me_rev as its `rev`; an event about their public profile the time in milliseconds. `closed` is whether the
    conversation is closed, if the event includes that.
    """

    group: str
    frame: str
    rev: int = 0
    seq: int = 0
    member: str = ""
    left: bool = False
    about: str = ""
    closed: bool | None = None


#: The hint that the server's standing changed: each process reads it again and notifies its own sockets.
EVERYBODY = "s."


def conversation_group(id: UUID | str) -> str:
    return f"c.{id}"


def user_group(id: UUID | str) -> str:
    return f"u.{id}"


def company_group(id: UUID | str) -> str:
    """The group of everyone who shares a conversation with a user."""
    return f"w.{id}"


def device_group(id: UUID | str) -> str:
    return f"d.{id}"


def seal(group: str, event: Event, **about: object) -> Envelope:
    """Encodes the event for a group."""
    return Envelope(group, wire.encode(event).decode(), **about)  # type: ignore[arg-type]


def sign_out(device: UUID, reason: str) -> Envelope:
    """Closes every connection of a device that is signed out, for this reason."""
    return Envelope(device_group(device), "", about=reason)
