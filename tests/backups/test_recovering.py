"""A backup is restored whole into an empty database, and nothing is written where it is damaged."""

from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pyrage
import pytest
from django.db import connection

from accounts.models import User
from chatproject.backups.contents import DATABASE, FILES, KEYS, MANIFEST, Finished
from chatproject.backups.database import Database
from chatproject.backups.manifest import Bad
from chatproject.backups.recovering import Recovery
from chatproject.backups.repository import Repository
from chatproject.backups.restoring import adopt
from chatproject.backups.sealing import seal_of
from chatproject.backups.storing import store_backup
from chatproject.privacy.recording import record
from media.stores import store
from messaging.models import Epoch, OutboxEntry
from tests.backups.conftest import SECRETS, quiet


def recover(repository: Repository, finished: Finished, database: Database, *, migrate: bool = False) -> None:
    recovery = Recovery(repository, repository.manifest(finished), database, migrate=migrate)
    assert recovery.plan()
    recovery.run(quiet)


def test_backup_is_restored_whole_with_another_epoch(
    repository: Repository, database: Database, empty: Database, world: Any, settings: Any, tmp_path: Path
) -> None:
    epoch = Epoch.current()
    made = store_backup(repository, database, quiet)
    names = {file.name for file in repository.files(repository.manifest(made), tmp_path)}
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    recover(repository, made, empty)
    ours, theirs = database.tables(), empty.tables()
    assert {name for name in ours if ours[name] != theirs[name]} == {Epoch._meta.db_table}
    with psycopg.connect(empty.url) as line:
        [(found,)] = line.execute("SELECT value FROM messaging_epoch")
    assert len(found) == len(epoch)
    assert found != epoch
    for name in names:
        key, _, variant = name.partition(".")
        assert variant in store().variants(key)
    assert not OutboxEntry.objects.exists()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_restore_writes_nothing_when_a_part_is_damaged(
    repository: Repository, backup: Finished, empty: Database, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    root = Path(repository.label)
    [media, *_] = [entry.name for entry in repository.place.entries("media/")]
    parts = [f"backups/{backup.id}/{part}" for part in (DATABASE, FILES, KEYS, MANIFEST)]
    for path in (root / name for name in (*parts, media)):
        whole = path.read_bytes()
        for harm in (cut, flip, Path.unlink):
            harm(path)
            with pytest.raises(Bad, match=r"missing|damaged|changed"):
                recover(repository, backup, empty)
            path.write_bytes(whole)
    assert empty.rows() == {}
    assert not settings.MEDIA_ROOT.exists()
    recover(repository, backup, empty)  # nothing of that was more than the damage


def test_restore_refuses_when_the_key_is_another(repository: Repository, backup: Finished, empty: Database) -> None:
    identity = str(pyrage.x25519.Identity.generate())
    other = Repository(repository.place, seal_of(repository.place, SECRETS._replace(identity=identity)))
    with pytest.raises(Bad, match="another key"):
        recover(other, backup, empty)
    none = Repository(repository.place, seal_of(repository.place, SECRETS._replace(identity="")))
    with pytest.raises(Bad, match="--identity"):
        recover(none, backup, empty)


def test_restore_refuses_when_users_are_here(repository: Repository, backup: Finished, database: Database) -> None:
    with pytest.raises(Bad, match=r"only restored into an empty|in use by"):
        recover(repository, backup, database)


@pytest.mark.parametrize(
    ("migrations", "sentence"),
    [(["media.0099_later"], "later Parlance"), (["messaging.0001_initial"], "older schema")],
)
def test_restore_refuses_when_the_schema_is_another(
    repository: Repository, backup: Finished, empty: Database, migrations: list[str], sentence: str
) -> None:
    manifest = msgspec.structs.replace(repository.manifest(backup), migrations=migrations)
    changed = repository.finish(manifest, stored=0)
    with pytest.raises(Bad, match=sentence):
        recover(repository, changed, empty)


def test_database_that_other_means_set_back_is_adopted(
    repository: Repository, database: Database, world: Any, settings: Any
) -> None:
    """As `restore` leaves one: with another epoch, nothing that waited, and without those who were erased since."""
    settings.BACKUP_TO, epoch = repository.label, Epoch.current()
    bob = User.objects.get(username="bob")
    record(bob.pk, deletes_messages=False, has_ended=True)
    said: list[str] = []
    with pytest.raises(Bad, match="in use by"):
        adopt(database, said.append)
    connection.close()
    adopt(database, said.append)
    assert Epoch.current() != epoch
    assert not OutboxEntry.objects.exists()
    assert not User.objects.filter(username="bob").exists()
    assert "1 people" in said[0]
