"""Backups of a repository: what one adds, what is shared, and that no one else can read it."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest
from django.core.management import call_command

from accounts.models import User
from chatproject.backups import checking
from chatproject.backups.contents import Finished
from chatproject.backups.database import Database
from chatproject.backups.keeping import forget_old
from chatproject.backups.manifest import Bad
from chatproject.backups.proving import prove
from chatproject.backups.repository import Repository, open_repository
from chatproject.backups.sealing import Secrets
from chatproject.backups.storing import store_backup
from chatproject.backups.working import home
from conversations.models import Conversation
from media.models import Attachment
from tests.backups.conftest import SECRETS, quiet
from tests.media.buckets import BUCKET, KEY, SECRET, make_bucket, moto
from tests.media.test_sweeping import ready

OTHER = str(pyrage.x25519.Identity.generate().to_public())
PASSPHRASE = Secrets(passphrase="a walk in the park")


def test_backup_stores_only_new_files_when_one_was_made_before(
    repository: Repository, backup: Finished, database: Database, garden: Conversation, world: User
) -> None:
    assert (backup.files, backup.lost) == (2, 0)
    assert backup.stored > 0
    second = store_backup(repository, database, quiet)
    assert (second.files, second.stored) == (2, 0)
    ready(world, garden)  # the same bytes again, under another key
    for path in home().glob("index-*"):
        path.unlink()
    third = store_backup(repository, database, quiet)
    assert (third.stored, len(repository.objects())) == (0, 2)


def test_backup_stores_a_file_again_when_its_object_was_cut(
    repository: Repository, backup: Finished, database: Database
) -> None:
    [victim, *_] = list(repository.place.entries("media/"))
    path = Path(repository.label) / victim.name
    path.write_bytes(path.read_bytes()[:-1])
    second = store_backup(repository, database, quiet)
    assert second.stored > 0
    prove_files(repository, second)


def test_backup_is_readable_by_nobody_without_the_key(
    repository: Repository, backup: Finished, world: User, settings: Any
) -> None:
    [row] = Attachment.objects.all()
    for entry in repository.place.entries(""):
        content = (Path(repository.label) / entry.name).read_bytes()
        assert settings.SECRET_KEY.encode() not in content
        assert world.username.encode() not in content
        assert row.sha256.encode() not in content
        assert row.sha256 not in entry.name


def test_backup_is_proven_when_everything_is_there(repository: Repository, backup: Finished) -> None:
    manifest = prove(repository, backup, quiet, read_files=True)
    assert manifest.tables[User._meta.db_table].rows == 1 + 1  # alice, and bob of the garden


def test_backup_goes_into_a_bucket_by_a_passphrase(
    database: Database, world: User, settings: Any, tmp_path: Path
) -> None:
    with moto() as endpoint:
        settings.BACKUP_S3_ENDPOINT, settings.BACKUP_S3_PATH_STYLE = endpoint, True
        settings.BACKUP_S3_ACCESS_KEY, settings.BACKUP_S3_SECRET_KEY = KEY, SECRET
        address = f"s3://{BUCKET}/backups"
        make_bucket(endpoint)
        with open_repository(address, PASSPHRASE, for_writing=True) as repository:
            made = store_backup(repository, database, quiet)
        with open_repository(address, PASSPHRASE) as repository:
            assert repository.find() == made
            prove_files(repository, made)
            checking.fetch_database(repository, repository.manifest(made), tmp_path)
        with pytest.raises(Bad, match="does not open"), open_repository(address, Secrets(passphrase="another")):
            pass


def test_backup_is_made_when_the_database_waits_for_a_migration(
    database: Database, world: User, tmp_path: Path
) -> None:
    said = io.StringIO()
    with psycopg.connect(database.url, autocommit=True) as line:
        line.execute("ALTER TABLE chatproject_backup RENAME TO later")
        try:
            call_command("backup", to=str(tmp_path / "backups"), database_url=database.url, stdout=said)
        finally:
            line.execute("ALTER TABLE later RENAME TO chatproject_backup")
    assert "not recorded" in said.getvalue()
    [made] = (tmp_path / "backups" / "backups").iterdir()
    assert f"BACKUP id={made.name}" in said.getvalue()


@pytest.mark.parametrize("secrets", [Secrets(), PASSPHRASE, Secrets(recipients=(OTHER,))])
def test_backup_refuses_when_the_repository_is_sealed_for_others(tmp_path: Path, secrets: Secrets) -> None:
    address = str(tmp_path / "backups")
    with open_repository(address, SECRETS, for_writing=True):
        pass
    with pytest.raises(Bad, match="encrypted for other"), open_repository(address, secrets, for_writing=True):
        pass


def test_backup_refuses_when_the_folder_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").touch()
    with (
        pytest.raises(Bad, match="something else"),
        open_repository(str(tmp_path / "photos"), SECRETS, for_writing=True),
    ):
        pass


def test_old_backups_are_forgotten_with_what_only_they_need(
    repository: Repository, database: Database, backup: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    Attachment.objects.all().delete()
    later = store_backup(repository, database, quiet)
    assert len(repository.objects()) == 2
    assert forget_old(repository, days=1, kept={later.id}) == []
    monkeypatch.setattr("chatproject.backups.keeping.datetime", _Tomorrow)
    assert forget_old(repository, days=1, kept={later.id}) == [backup]
    assert repository.finished() == [later]
    assert len(repository.objects()) == 1
    prove_files(repository, later)


def prove_files(repository: Repository, backup: Finished) -> None:
    manifest = repository.manifest(backup)
    checking.check_files(repository, manifest, home(), quiet, read=True)


class _Tomorrow:
    @staticmethod
    def now(zone: Any) -> datetime:
        return datetime.now(UTC) + timedelta(days=2)
