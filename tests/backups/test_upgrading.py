"""`manage.py upgrade-database`: from Debian's PostgreSQL 15 to the one that comes with the requirements."""

from pathlib import Path

import psycopg
import pytest

from chatproject.backups import upgrading
from chatproject.backups.manifest import Bad
from chatproject.supervisor.binaries import PostgresPrograms
from chatproject.supervisor.servers import Postgres
from tests.ground.running import manage

_DEBIAN = Path("/usr/lib/postgresql/15/bin")

pytestmark = [pytest.mark.long, pytest.mark.skipif(not _DEBIAN.exists(), reason="There is no PostgreSQL 15.")]


def test_database_of_debian_becomes_ours_with_every_row(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    old = _made_by_debian(tmp_path)
    with upgrading.database_of(old) as database, psycopg.connect(database.url) as line:
        line.execute("CREATE TABLE tea (name text, cups int)")
        line.execute("INSERT INTO tea SELECT 'ü' || n, n FROM generate_series(1, 999) n")
    done = manage(tmp_path, "upgrade-database")
    assert done.returncode == 0, done.stdout + done.stderr
    new = Postgres(tmp_path)
    assert new.programs.major > 15
    with upgrading.database_of(new) as database:
        assert database.rows() == {"tea": 999}
    assert (tmp_path / "postgres.15" / "data" / "PG_VERSION").read_text() == "15\n"
    with pytest.raises(Bad, match="newest"):
        upgrading.upgrade(tmp_path)


def _made_by_debian(folder: Path) -> Postgres:
    postgres = Postgres(folder)
    postgres.programs = PostgresPrograms(_DEBIAN, 15)
    postgres.make()
    return postgres
