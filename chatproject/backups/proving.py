"""Proves a backup: restores it into a PostgreSQL of its own, and compares every count and hash."""

from chatproject.backups import checking
from chatproject.backups.checking import Say
from chatproject.backups.contents import Finished, Manifest
from chatproject.backups.database import Database
from chatproject.backups.manifest import Bad
from chatproject.backups.repository import Repository
from chatproject.backups.working import scratch_folder
from chatproject.supervisor.private import private_services


def prove(repository: Repository, finished: Finished, say: Say, *, read_files: bool) -> Manifest:
    """Raises Bad unless it could be restored. Every file has to be there; its bytes are read where `read_files`."""
    manifest = repository.manifest(finished)
    with scratch_folder("proving") as folder:
        say(f"Restoring {manifest.rows:,} rows into a scratch database …")
        dump = checking.fetch_database(repository, manifest, folder)
        with private_services() as services:
            scratch = Database(services.database_url)
            if scratch.version < manifest.postgres:
                raise Bad(f"PostgreSQL {manifest.postgres} is not here, and {scratch.version} cannot prove the backup.")
            scratch.replace(dump, manifest.dumped_by)
            checking.refuse_difference(manifest.tables, scratch.tables())
        dump.unlink()
        say(f"Checking {manifest.files:,} files …")
        checking.check_files(repository, manifest, folder, say, read=read_files)
        checking.read_keys(repository, manifest)
    return manifest
