"""The interface of an engine: what search stores, and what it asks for.

An engine only proposes messages. They are read again, with the rights of the person who searches, and compared with
what they say now (finding.py), so that an engine may lag or be imprecise without showing anything.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID


class Entry(NamedTuple):
    """What is stored of a message: its facets (facets.py), and its words with their stems (text.py)."""

    message: int
    facets: list[int]
    text: str


class Place(NamedTuple):
    """A conversation to search: the messages after `floor`, up to `end`."""

    conversation: UUID
    floor: int
    end: int


@dataclass(frozen=True)
class Wanted:
    """All conditions have to hold. `words` are texts that contain any of these parts.

    `senders` is any of these people, or anyone if it is empty; `flags` are names of facets.FLAGS; `only` are the ids of
    the only messages that are searched; None: all.
    """

    places: Sequence[Place]
    since: datetime
    until: datetime
    words: Sequence[Sequence[str]] = ()
    without: Sequence[Sequence[str]] = ()
    senders: Collection[UUID] = ()
    no_senders: Collection[UUID] = ()
    flags: Collection[str] = ()
    no_flags: Collection[str] = ()
    only: Collection[int] | None = None
    never: Collection[int] = ()


class Index(Protocol):
    def store(self, entries: Sequence[Entry]) -> None:
        """Adds the entries, in place of earlier ones of the same messages."""

    def forget(self, messages: Sequence[int]) -> None:
        """Deletes the entries of these messages."""

    def find(self, wanted: Wanted, *, after: int, before: int, most: int) -> list[int]:
        """Returns the latest messages between two ids, newest first. Those of other places may be among them."""
