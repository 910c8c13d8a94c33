"""Reads a backup as it would be restored, and says whether it fits this Parlance. Changes nothing."""

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from django.db.migrations.loader import MigrationLoader

from chatproject.backups.contents import DATABASE, KEYS, Keys, Manifest, Table
from chatproject.backups.manifest import Bad
from chatproject.backups.repository import Repository

Say = Callable[[str], None]
_EVERY = 1_000


def refuse_unfit(manifest: Manifest, *, migrate: bool) -> None:
    """Raises Bad if the tables of the backup are not those of this Parlance."""
    refuse_unfit_migrations(manifest.migrations, manifest.parlance, migrate=migrate)


def refuse_unfit_migrations(migrations: list[str], parlance: str, *, migrate: bool) -> None:
    """Raises Bad if a database that has seen these is not of this Parlance."""
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    seen = set(migrations)
    if later := sorted(seen - ours):
        raise Bad(
            f"The backup was made by a later Parlance ({parlance}), which knows {later[-1]}. "
            "Restore it with that version, or a later one."
        )
    if ours - seen and not migrate:
        raise Bad(
            f"The backup has an older schema, of Parlance {parlance}. Restore it with that version, "
            "or add --migrate: the tables are then updated after it is restored."
        )


def fetch_database(repository: Repository, manifest: Manifest, folder: Path) -> Path:
    """Returns the dump, whose every byte is as it was written. Raises Bad."""
    repository.fetch(manifest, DATABASE, folder / DATABASE)
    return folder / DATABASE


def read_keys(repository: Repository, manifest: Manifest) -> Keys:
    return msgspec.json.decode(repository.read_part(manifest, KEYS), type=Keys)


def check_files(repository: Repository, manifest: Manifest, folder: Path, say: Say, *, read: bool) -> None:
    """Raises Bad unless every file is there, and, if they are `read`, every byte of it.

    An object of another size is always read: it was cut, or was stored again (age adds some random bytes).
    """
    stored = repository.objects()
    count = size = 0
    checked = set[str]()
    for file in repository.files(manifest, folder):
        count, size = count + 1, size + file.size
        if file.object not in stored:
            raise Bad(f"The file {file.name} is missing in {repository.label}.")
        if file.object not in checked and (read or stored[file.object] != file.stored):
            repository.fetch_object(file)
            checked.add(file.object)
        if count % _EVERY == 0:
            say(f"… {count:,} of {manifest.files:,} files checked")
    if (count, size) != (manifest.files, manifest.bytes):
        raise Bad(f"The list of files is not that of the backup: {count:,} instead of {manifest.files:,}.")


def refuse_difference(expected: dict[str, Table], found: dict[str, Table], *, but: Iterable[str] = ()) -> None:
    """Raises Bad unless every table has the rows and the digest of the backup."""
    wrong = [table for table in expected | found if table not in but and expected.get(table) != found.get(table)]
    if wrong:
        raise Bad(f"The restored database differs from the backup in {', '.join(sorted(wrong))}.")
