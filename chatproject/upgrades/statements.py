"""The lock that PostgreSQL takes for a statement of a migration, and the work that it does while it has it."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple


class Lock(Enum):
    """The strongest lock of a statement, and what it means for users."""

    NONE = "no lock"
    ROW_EXCLUSIVE = "ROW EXCLUSIVE"
    SHARE_UPDATE_EXCLUSIVE = "SHARE UPDATE EXCLUSIVE"
    SHARE = "SHARE"
    SHARE_ROW_EXCLUSIVE = "SHARE ROW EXCLUSIVE"
    ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE"

    @property
    def blocks(self) -> str:
        """Returns what waits for its end."""
        if self is Lock.ACCESS_EXCLUSIVE:
            return "reads and writes"
        return "writes" if self in (Lock.SHARE, Lock.SHARE_ROW_EXCLUSIVE) else ""


class Work(Enum):
    """`MOMENT` takes as long with any number of rows."""

    MOMENT = "changes the catalogue"
    SCAN = "reads all rows"
    INDEX = "builds an index"
    INDEX_ONLINE = "builds an index, reading all rows twice"
    REWRITE = "writes all rows again"
    ROWS = "changes rows"


class Step(NamedTuple):
    """One statement. `table` is empty if the statement does not name one."""

    table: str
    lock: Lock
    work: Work
    statement: str


_TABLE = r'(?:ONLY )?"?(?P<table>\w+)"?'
#: What PostgreSQL computes for each row, so that the table is written again.
_PER_ROW = r"GENERATED ALWAYS AS(?! IDENTITY)|DEFAULT \(?(?:gen_random|random|clock_timestamp|nextval)"
#: The first that matches.
_RULES = [
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), lock, work)
    for pattern, lock, work in (
        (rf"CREATE (?:UNIQUE )?INDEX CONCURRENTLY .* ON {_TABLE}", Lock.SHARE_UPDATE_EXCLUSIVE, Work.INDEX_ONLINE),
        (rf"CREATE (?:UNIQUE )?INDEX .* ON {_TABLE}", Lock.SHARE, Work.INDEX),
        (r"DROP INDEX CONCURRENTLY", Lock.SHARE_UPDATE_EXCLUSIVE, Work.MOMENT),
        (r"DROP INDEX", Lock.ACCESS_EXCLUSIVE, Work.MOMENT),
        (rf"CREATE (?:CONSTRAINT )?TRIGGER .* ON {_TABLE}", Lock.SHARE_ROW_EXCLUSIVE, Work.MOMENT),
        (rf"ALTER TABLE {_TABLE} VALIDATE CONSTRAINT", Lock.SHARE_UPDATE_EXCLUSIVE, Work.SCAN),
        (rf"ALTER TABLE {_TABLE} ADD CONSTRAINT .* NOT VALID", Lock.ACCESS_EXCLUSIVE, Work.MOMENT),
        (rf"ALTER TABLE {_TABLE} ADD CONSTRAINT .* FOREIGN KEY", Lock.SHARE_ROW_EXCLUSIVE, Work.SCAN),
        (rf"ALTER TABLE {_TABLE} ADD CONSTRAINT .* CHECK", Lock.ACCESS_EXCLUSIVE, Work.SCAN),
        (rf"ALTER TABLE {_TABLE} ADD CONSTRAINT", Lock.ACCESS_EXCLUSIVE, Work.INDEX),
        (rf"ALTER TABLE {_TABLE} ADD COLUMN .*(?:{_PER_ROW})", Lock.ACCESS_EXCLUSIVE, Work.REWRITE),
        (rf"ALTER TABLE {_TABLE} ADD COLUMN .*\bCHECK\b", Lock.ACCESS_EXCLUSIVE, Work.SCAN),
        (rf"ALTER TABLE {_TABLE} ADD COLUMN .*\bUNIQUE\b", Lock.ACCESS_EXCLUSIVE, Work.INDEX),
        (rf"ALTER TABLE {_TABLE} ALTER COLUMN \S+ TYPE", Lock.ACCESS_EXCLUSIVE, Work.REWRITE),
        (rf"ALTER TABLE {_TABLE} ALTER COLUMN \S+ SET NOT NULL", Lock.ACCESS_EXCLUSIVE, Work.SCAN),
        (rf"ALTER TABLE {_TABLE}", Lock.ACCESS_EXCLUSIVE, Work.MOMENT),
        (rf"DROP TABLE (?:IF EXISTS )?{_TABLE}", Lock.ACCESS_EXCLUSIVE, Work.MOMENT),
        (rf"(?:UPDATE|INSERT INTO|DELETE FROM) {_TABLE}", Lock.ROW_EXCLUSIVE, Work.ROWS),
    )
]
#: A foreign key also locks the table that it leads to.
_REFERENCES = re.compile(r'\bREFERENCES "?(?P<table>\w+)"?')
_NEW_TABLE = re.compile(rf"CREATE TABLE {_TABLE}", re.IGNORECASE)
_INDEX = re.compile(
    r'(?P<verb>CREATE|DROP) (?:UNIQUE )?INDEX (?:CONCURRENTLY )?(?:IF (?:NOT )?EXISTS )?"?(?P<name>\w+)', re.IGNORECASE
)
#: How Django's collected SQL shows an operation in Python, once.
_IN_PYTHON = "CANNOT BE WRITTEN AS SQL"


def steps(statements: Iterable[str], new: set[str]) -> Iterator[Step]:
    """Yields the statements that lock tables in use.

    `new` are tables of earlier steps and their indexes, and those of these are added: they are not in use yet.
    """
    for statement in statements:
        text = statement.strip()
        if created := _NEW_TABLE.match(text):
            new.add(created["table"])
        elif text.startswith("--"):
            if _IN_PYTHON in text:
                yield Step("", Lock.ROW_EXCLUSIVE, Work.ROWS, "code in Python")
        elif (step := _step(text)) and not _is_of_new(text, step.table, new):
            yield step
        if not text.startswith("--") and (led := _REFERENCES.search(text)) and led["table"] not in new:
            yield Step(led["table"], Lock.SHARE_ROW_EXCLUSIVE, Work.MOMENT, _line(text))


def _is_of_new(text: str, table: str, new: set[str]) -> bool:
    index = _INDEX.match(text)
    if index and table in new:
        new.add(index["name"])
    return table in new or bool(index and index["name"] in new and index["verb"] == "DROP")


def _step(text: str) -> Step | None:
    for pattern, lock, work in _RULES:
        if found := pattern.match(text):
            return Step(found.groupdict().get("table") or "", lock, work, _line(text))
    return None


def _line(text: str) -> str:
    return " ".join(text.split()).rstrip(";")
