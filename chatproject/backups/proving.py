"""Proves a backup: restores it into a PostgreSQL of its own, and compares every count and hash."""

import time
from pathlib import Path

from chatproject.backups import checking
from chatproject.backups.checking import Say
from chatproject.backups.contents import Finished, Manifest
from chatproject.backups.database import Database
from chatproject.backups.manifest import Bad
from chatproject.backups.repository import Repository
from chatproject.backups.room import refuse_without_room
from chatproject.backups.wal.replaying import replayed
from chatproject.backups.wal.window import Window, moment
from chatproject.backups.working import scratch_folder
from chatproject.supervisor.private import private_services

#: Seconds for the log until the backup to be stored.
_PATIENCE = 180


def prove(repository: Repository, finished: Finished, say: Say, *, read_files: bool) -> Manifest:
    """Raises Bad unless it could be restored. Every file has to be there; its bytes are read where `read_files`."""
    manifest = repository.manifest(finished)
    refuse_without_room(manifest)
    with scratch_folder("proving") as folder:
        say(f"Restoring {manifest.rows:,} rows into a scratch database …")
        _prove_dump(repository, manifest, folder)
        if manifest.base:
            _prove_log(repository, manifest, say, whole=read_files)
        say(f"Checking {manifest.files:,} files …")
        checking.check_files(repository, manifest, folder, say, read=read_files)
        checking.read_keys(repository, manifest)
    return manifest


def _prove_dump(repository: Repository, manifest: Manifest, folder: Path) -> None:
    dump = checking.fetch_database(repository, manifest, folder)
    with private_services() as services:
        scratch = Database(services.database_url)
        if scratch.version < manifest.postgres:
            raise Bad(f"PostgreSQL {manifest.postgres} is not here, and {scratch.version} cannot prove the backup.")
        scratch.replace(dump, manifest.dumped_by)
        checking.refuse_difference(manifest.tables, scratch.tables())
    dump.unlink()


def _prove_log(repository: Repository, manifest: Manifest, say: Say, *, whole: bool) -> None:
    """Replays the log until the moment of the dump, where every table must be the same; if `whole`, to its end too."""
    window = _awaited(repository, manifest)
    refuse_without_room(manifest, segments=window.segments)
    if window.missing:
        raise Bad(f"{window.archive.label}/{window.missing} is missing: moments after {moment(window.last)} are lost.")
    if window.base.mark:
        say("Replaying the log until the moment of the backup …")
        with replayed(repository, window, mark=window.base.mark) as scratch:
            checking.refuse_difference(manifest.tables, scratch.tables())
    if whole or not window.base.mark:
        say(f"Replaying the log until {moment(window.last)} …")
        with replayed(repository, window) as scratch:
            found = scratch.rows()
        if gone := sorted(set(manifest.tables) - set(found)):
            raise Bad(f"The log leads to a database without {', '.join(gone)}.")
        say(f"LOG segments={window.segments} rows={sum(found.values())} until={window.last:%Y-%m-%dT%H:%M:%SZ}")


def _awaited(repository: Repository, manifest: Manifest) -> Window:
    """Returns the window once the log until the backup is stored."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        window = Window(repository, manifest)
        if window.reaches(window.base.mark):
            return window
        if time.monotonic() > deadline:
            raise Bad("The log until the backup is not in the repository: see what `manage.py doctor` says of `wal`.")
        time.sleep(2)
