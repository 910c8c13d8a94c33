"""The properties of a message by which the index finds it: numbers, in one array with every kind of property.

Numbers of conversations and people are hashes, and two of them may have the same: what was found is read again.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

#: Messages are found newest first, in windows of blocks: so many messages of the server, as they were written.
BLOCK_BITS = 12
_MONTHS = 1 << 30
_FLAGS = _MONTHS + (1 << 20)
_HASHES = 1 << 31
FLAGS = ("link", "file", "image", "voice", "video")
#: The kinds of attachments of each flag; every attachment is a file.
_OF_KIND = {"picture": "image", "voice": "voice", "video": "video"}


def block(message: int) -> int:
    return message >> BLOCK_BITS


def place(conversation: UUID) -> int:
    return (conversation.int & (_HASHES - 1)) - _HASHES


def person(user: UUID) -> int:
    return (user.int * 31 + 7 & (_HASHES - 1)) - _HASHES


def month(day: date | datetime) -> int:
    return _MONTHS + day.year * 12 + day.month


def flag(name: str) -> int:
    return _FLAGS + FLAGS.index(name)


def facets(
    message: int, conversation: UUID, sender: UUID, created_at: datetime, body: str, kinds: Iterable[str]
) -> list[int]:
    own = [block(message), place(conversation), person(sender), month(created_at)]
    return [*own, *(flag(name) for name in flags_of(body, list(kinds)))]


def flags_of(body: str, kinds: Collection[str]) -> Iterator[str]:
    if "://" in body:
        yield "link"
    if kinds:
        yield "file"
    yield from sorted({_OF_KIND[kind] for kind in kinds if kind in _OF_KIND})
