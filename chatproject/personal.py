"""How an app declares what it holds of people: how each table and store is exported and erased.

Each app has its declarations in `privacy.py`; chatproject/privacy reads them all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol


class Erasing(Protocol):
    """One erasure, as a step of an app sees it."""

    user: Any
    #: Whether messages become tombstones; otherwise they stay under the name of a deleted user.
    deletes_messages: bool

    def piece(self) -> AbstractContextManager[None]:
        """Opens a transaction for a small piece of work, and pauses after it.

        Everything may be interrupted between two pieces, and begun again later.
        """

    def respect_hold(self, conversation: Any) -> None:
        """Ends this run, within a piece, if a legal hold covers a conversation that the person was never in."""


#: Erases what no general rule can; begun again after an interruption, it finds nothing that is done already.
Step = Callable[[Erasing], None]


@dataclass(frozen=True)
class Deleted:
    """The rows are deleted."""


@dataclass(frozen=True)
class Cleared:
    """The rows stay with these values."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class Changed:
    """A step of the app does it; `how` says what remains."""

    how: str


@dataclass(frozen=True)
class Kept:
    """The rows stay, and name the person only by the id of an anonymous account."""

    why: str


Erasure = Deleted | Cleared | Changed | Kept


@dataclass(frozen=True, kw_only=True)
class Section:
    """A list of the export: `columns` of the rows that are the person's `by` one of its columns.

    `omitted` has the reason for every column that is left out. `annotate` adds columns to the query, whose types are
    `types` in the words of JSON schema, or narrows it to what the person may see.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    by: str = "user"
    omitted: Mapping[str, str] = field(default_factory=dict)
    annotate: Callable[[Any], Any] | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ("pk",)


@dataclass(frozen=True)
class Omitted:
    """It is not in the export."""

    why: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """`people` are the columns, or paths of columns, that lead to a person, and what erasure does with these rows.

    `kept` has the reason for every column with text that stays although its row does.
    """

    model: str
    people: Mapping[str, Erasure]
    exported: Section | Omitted
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Store:
    """Held outside of the tables. `keys` are the beginnings of its keys in Valkey, `folders` are in DATA_DIR."""

    name: str
    exported: str
    erased: str
    keys: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


class File(NamedTuple):
    """A file of the export: its path there, and its bytes."""

    path: str
    blocks: Callable[[], Iterator[bytes]]


#: Returns the files of a person.
Files = Callable[[Any], Iterable[File]]


@dataclass(frozen=True, kw_only=True)
class Declared:
    """All of one app. `others` are its tables, and those of packages, that hold nothing of a person, with the reason.

    `steps` run before the rows of `tables` are deleted, in this order.
    """

    tables: tuple[Table, ...]
    others: Mapping[str, str] = field(default_factory=dict)
    stores: tuple[Store, ...] = ()
    steps: tuple[Step, ...] = ()
    files: Files | None = None
