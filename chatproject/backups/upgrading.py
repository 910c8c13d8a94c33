"""Moves our own PostgreSQL to the newest version that is here: dumps from the old one, and restores into a new one.

The old data stay in their folder next to the new ones. Until the last step nothing has changed.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chatproject.backups.checking import refuse_difference
from chatproject.backups.contents import Table
from chatproject.backups.database import Database, digest
from chatproject.backups.manifest import Bad
from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.plan import data_dir
from chatproject.supervisor.private import running
from chatproject.supervisor.servers import Postgres
from chatproject.supervisor.state import hold, own_services

DESCRIPTION = "Move our own PostgreSQL to the newest version that is installed. Parlance must be stopped."


def main() -> int:
    """Returns the exit code."""
    try:
        upgrade(data_dir())
    except (Bad, Refusal) as reason:
        say(str(reason))
        return 1
    return 0


def upgrade(folder: Path) -> None:
    """Upgrades the PostgreSQL of a DATA_DIR. Raises Bad or Refusal, and then it is as it was."""
    if not (folder / "postgres" / "data" / "PG_VERSION").exists():
        raise Bad(f"{folder} has no PostgreSQL of its own. Another one is upgraded by its own means.")
    with hold(folder):
        old = Postgres(folder)
        shutil.rmtree(folder / "postgres.new", ignore_errors=True)
        new = Postgres(folder, folder="postgres.new")
        kept = folder / f"postgres.{old.programs.major}"
        if new.programs.major <= old.programs.major:
            raise Bad(f"PostgreSQL {old.programs.major} is the newest that is here. Nothing was changed.")
        if kept.exists():
            raise Bad(f"{kept} is there from an earlier upgrade. Delete it first, if nothing is missing.")
        say(f"From PostgreSQL {old.programs.major} to {new.programs.major}. The old data stay in {kept}.")
        dump = folder / "upgrade.dump"
        try:
            tables = _dump(old, dump)
            _load(new, dump, tables)
        finally:
            dump.unlink(missing_ok=True)
        old.home.rename(kept)
        new.home.rename(old.home)
        say(f"Done: every table has the same rows. Start Parlance, run `manage.py backup --prove`, then delete {kept}.")


def _dump(old: Postgres, dump: Path) -> dict[str, Table]:
    with database_of(old) as database, database.snapshot() as (name, line, _):
        tables = digest(line)
        say(f"Dumping {sum(table.rows for table in tables.values()):,} rows …")
        database.dump(dump, name)
    return tables


def _load(new: Postgres, dump: Path, tables: dict[str, Table]) -> None:
    say("Restoring them …")
    new.make()
    with database_of(new) as database:
        database.replace(dump)
        refuse_difference(tables, database.tables())


@contextmanager
def database_of(postgres: Postgres) -> Iterator[Database]:
    """Runs a PostgreSQL, and yields its database."""
    with running(postgres):
        yield Database(own_services(postgres.data_dir).database_url)
