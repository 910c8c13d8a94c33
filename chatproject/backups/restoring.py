"""Restores a backup, and checks that all of it is there."""

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from accounts.models import User
from chatproject.backups import files, manifest
from chatproject.backups.database import Database
from chatproject.backups.manifest import DUMP, KEYS, MEDIA, Bad, Manifest
from chatproject.backups.voiding import void_pending
from chatproject.privacy.pending import erase_again
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
    for name in found.files:
        files.put_back(folder / MEDIA, name)
    say("Restoring the database …")
    database.replace(folder / DUMP, then=NEW_EPOCH)
    _compare(found.rows, database.rows())
    _put_back_keys(folder / KEYS)
    call_command("migrate", verbosity=0, interactive=False)
    void_pending()
    erase_again(None, say)
    return found


def _refuse_to_destroy(database: Database, replace: bool) -> None:
    if others := database.others():
        raise Bad(f"The database is in use by {others} other connections. Stop Parlance on every host first.")
    if not replace and any(count for table, count in database.rows().items() if table == User._meta.db_table):
        raise Bad("This database already has users. Use --replace to replace everything with the backup.")


def _compare(expected: dict[str, int], found: dict[str, int]) -> None:
    wrong = [table for table, count in expected.items() if found.get(table) != count]
    if wrong:
        raise Bad(f"The restored database differs from the backup in {', '.join(wrong)}.")


def _put_back_keys(folder: Path) -> None:
    """Without these keys, all users would have to sign in again, and second factors could not be read."""
    for path in folder.glob("*-key"):
        shutil.copy2(path, settings.DATA_DIR / path.name)
