"""A disk that fills while a backup is made or proven: what is said, what stays, and who sees it."""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from chatproject.backups import record
from chatproject.backups.database import Database
from chatproject.backups.manifest import Bad
from chatproject.backups.proving import prove
from chatproject.backups.repository import open_repository
from chatproject.backups.room import refuse_less
from chatproject.health import examining
from tests.backups.conftest import SECRETS, quiet

pytestmark = pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only root can mount a disk")


@contextmanager
def small_disk(mib: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="parlance-disk-") as folder:
        mount = ("mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=0755", "tmpfs", folder)
        if subprocess.run(mount, check=False).returncode != 0:
            pytest.skip("nothing can be mounted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(("umount", "--lazy", folder), check=True)


def test_backup_leaves_the_earlier_ones_when_its_disk_is_full(
    database: Database, world: User, settings: Any, client: Client, tmp_path: Path
) -> None:
    with small_disk(8) as disk:
        settings.BACKUP_TO, settings.BACKUP_RECIPIENTS = str(disk / "backups"), list(SECRETS.recipients)
        settings.BACKUP_IDENTITY = str(tmp_path / "identity")
        (tmp_path / "identity").write_text(SECRETS.identity)
        settings.BACKUP_DATABASE_URL = database.url
        options = {"to": settings.BACKUP_TO, "database_url": database.url, "stdout": io.StringIO()}
        call_command("backup", prove=True, **options)
        before = _kept(disk)
        for size in (0, 20_000):  # no byte, and some parts of it
            (disk / "filling").write_bytes(bytes(_free(disk) - size))
            with pytest.raises(CommandError, match=f"The disk of {disk}/backups is full"):
                call_command("backup", prove=True, keep_days=0, **options)
            (disk / "filling").unlink()
            left = sorted(path for path in disk.rglob("*") if path.is_file())
            assert [path for path in left if "/media/" not in str(path)] == [
                p for p in before if "/media/" not in str(p)
            ]
        assert "is full" in _part().detail
        assert not _part().is_well
        assert b"parlance_backup_failing_seconds" in client.get("/metrics").content
        with open_repository(settings.BACKUP_TO, SECRETS) as repository:
            [finished] = repository.finished()
            prove(repository, finished, quiet, read_files=True)
        call_command("backup", "verify", **options)
        assert _part().is_well, _part()
        assert record.trouble() is None


def _kept(disk: Path) -> list[Path]:
    """Returns all but the bytes of files, of which the next backup may already have some."""
    return sorted(path for path in disk.rglob("*") if path.is_file() and "media" not in path.parts)


def _free(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


def _part() -> examining.Part:
    [found] = [each for each in examining.examine() if each.name == "backup"]
    return found


def test_proof_is_refused_when_its_scratch_database_does_not_fit(
    database: Database, world: User, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"to": str(tmp_path / "backups"), "database_url": database.url, "stdout": io.StringIO()}
    call_command("backup", **options)
    with small_disk(32) as disk:
        monkeypatch.setattr(tempfile, "tempdir", str(disk))
        with pytest.raises(CommandError, match=rf"MiB in {disk}.*TMPDIR"):
            call_command("backup", "verify", **options)
        assert list(disk.iterdir()) == []
    refuse_less({tmp_path: 0})
    with pytest.raises(Bad, match="have to stay free"):
        refuse_less({tmp_path: 1024**5})
