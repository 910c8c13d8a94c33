"""What travels between processes: an event, encoded once, and who hears of it."""

from uuid import UUID

import msgspec

from chatproject.contract import wire
from chatproject.contract.events import Event


class Envelope(msgspec.Struct, array_like=True, frozen=True):
    """One event on its way to `group`.

    A durable event of a conversation carries its `rev`; the hub delivers those in order. `member` names
    whom a member event is about, so that the hub keeps its audience in the same order. A message of a
    conversation whose history is `joined` carries its `seq`: members whose floor is not below it get only
    the rev. An event that brings a conversation new to `member` names it in `about`, and their floor in `seq`.
    An event about private state carries the person's me_rev as its `rev`; an event about their public profile the
    time in milliseconds. `closed` is whether the conversation is closed, if the event says so.
    """

    group: str
    frame: str
    rev: int = 0
    seq: int = 0
    member: str = ""
    left: bool = False
    about: str = ""
    closed: bool | None = None


#: The hint that the server's standing changed: each process looks it up, and tells its own sockets.
EVERYBODY = "s."


def conversation_group(id: UUID | str) -> str:
    return f"c.{id}"


def user_group(id: UUID | str) -> str:
    return f"u.{id}"


def company_group(id: UUID | str) -> str:
    """Those who share a conversation with a person."""
    return f"w.{id}"


def device_group(id: UUID | str) -> str:
    return f"d.{id}"


def seal(group: str, event: Event, **about: object) -> Envelope:
    """The event encoded, for a group."""
    return Envelope(group, wire.encode(event).decode(), **about)  # type: ignore[arg-type]


def sign_out(device: UUID, reason: str) -> Envelope:
    """Close every connection of a device: it is signed out, for this reason."""
    return Envelope(device_group(device), "", about=reason)
