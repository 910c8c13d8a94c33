"""Restores a backup, and checks that all of it is there."""

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from chatproject.backups import files, manifest
from chatproject.backups.database import Database
from chatproject.backups.manifest import DUMP, KEYS, MEDIA, Bad, Manifest
from chatproject.backups.places import open_place
from chatproject.backups.sealing import is_repository
from chatproject.backups.voiding import void_pending
from chatproject.backups.working import scratch_folder, working_alone
from chatproject.privacy.pending import erase_again
from chatproject.supervisor.acting import acting_in, create, open_to_read, read_text
from chatproject.supervisor.state import write_privately
from media.stores.folders import make_folder
from messaging.sql import NEW_EPOCH


def restore(folder: Path, database: Database, *, replace: bool, say: Callable[[str], None]) -> Manifest:
    """Replaces the current state with a backup. Raises Bad before anything is changed.

    Files come first: they replace nothing, because a key always names the same bytes. The new epoch notifies clients
    that numbers went back.
    """
    say("Reading the backup …")
    found = manifest.read(folder)
    _refuse_to_destroy(database, replace)
    say("Copying files …")
    with working_alone(), scratch_folder("restoring") as place:
        for name in found.files:
            _copy(folder / MEDIA / name, place / name)
            files.put_back(place, name)
            (place / name).unlink()
    say("Restoring the database …")
    database.replace(folder / DUMP, then=NEW_EPOCH)
    _compare(found.rows, database.rows())
    _put_back_keys(folder / KEYS)
    call_command("migrate", verbosity=0, interactive=False)
    void_pending()
    erase_again(None, say)
    return found


def adopt(database: Database, say: Callable[[str], None]) -> None:
    """Makes of a database that other means set back what `restore` makes of a backup. Raises Bad."""
    database.refuse_others()
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute(NEW_EPOCH)
    void_pending()
    place = open_place(settings.BACKUP_TO) if settings.BACKUP_TO else None
    erase_again(place if place and is_repository(place) else None, say)
    say("ADOPTED. Clients fetch everything again; `manage.py media check` says which files are missing.")


def _refuse_to_destroy(database: Database, replace: bool) -> None:
    database.refuse_others()
    if not replace and any(count for table, count in database.rows().items() if table == User._meta.db_table):
        raise Bad("This database already has users. Use --replace to replace everything with the backup.")


def _compare(expected: dict[str, int], found: dict[str, int]) -> None:
    wrong = [table for table, count in expected.items() if found.get(table) != count]
    if wrong:
        raise Bad(f"The restored database differs from the backup in {', '.join(wrong)}.")


def _put_back_keys(folder: Path) -> None:
    """Without these keys, all users would have to sign in again, and second factors could not be read."""
    with acting_in(folder):
        found = list(folder.glob("*-key"))
    for path in found:
        write_privately(Path(settings.DATA_DIR) / path.name, read_text(path))


def _copy(source: Path, target: Path) -> None:
    """To where every store can read it."""
    make_folder(target.parent)
    with open_to_read(source) as file, create(target) as copy:
        shutil.copyfileobj(file, copy)
