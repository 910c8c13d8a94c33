"""Replays the log onto a base, in a PostgreSQL of its own, until a moment or a place in the log."""

import shlex
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from chatproject.backups.contents import BASE, Base
from chatproject.backups.database import Database
from chatproject.backups.manifest import Bad
from chatproject.backups.repository import Repository
from chatproject.backups.wal.window import Window
from chatproject.supervisor.binaries import find_postgres
from chatproject.supervisor.handing_over import hand_over
from chatproject.supervisor.output import Refusal
from chatproject.supervisor.private import running
from chatproject.supervisor.servers import Postgres
from chatproject.supervisor.state import own_services

# Nothing in it outlives the run, so nothing waits for the disk. Its own settings are not those of the server.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "hot_standby": "off",
    "archive_mode": "off",
    "recovery_target_action": "promote",
}
_SERVERS_OWN = ("postgresql.conf", "postgresql.auto.conf", "standby.signal", "postmaster.pid", "recovery.signal")
_TARGETS = ("recovery_target_time", "recovery_target_lsn")
#: Seconds for a log of many days.
_PATIENCE = 6 * 3600
#: PostgreSQL's words for a log that has nothing after the moment.
_ENDED = "recovery ended before configured recovery target was reached"


@contextmanager
def replayed(
    repository: Repository, window: Window, *, at: datetime | None = None, mark: str = ""
) -> Iterator[Database]:
    """Yields the database as it was at a moment, or at a mark; without both, at the end of the log. Raises Bad."""
    with tempfile.TemporaryDirectory(prefix="parlance-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        postgres, log = _unpacked(repository, window, folder)
        window.fetch(at, log)
        _lend(postgres, log)
        postgres.settings = _SETTINGS | {"restore_command": f"cp {shlex.quote(str(log))}/%f %p"} | _target(at, mark)
        with _running(postgres):
            yield Database(_url(folder, window.base))


@contextmanager
def _running(postgres: Postgres) -> Iterator[None]:
    """The log has everything until the target: if it ends before, nothing was written after it."""
    with ExitStack() as stack:
        try:
            stack.enter_context(running(postgres, patience=_PATIENCE))
        except Refusal as refusal:
            if _ENDED not in str(refusal):
                raise Bad(f"The log could not be replayed. {refusal}") from None
            for name in _TARGETS:
                postgres.settings.pop(name, None)
            stack.enter_context(running(postgres, patience=_PATIENCE))
        yield


def _target(at: datetime | None, mark: str) -> dict[str, str]:
    if mark:
        return {"recovery_target_lsn": mark, "recovery_target_inclusive": "off"}
    return {"recovery_target_time": f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f+00}"} if at else {}


def _unpacked(repository: Repository, window: Window, folder: Path) -> tuple[Postgres, Path]:
    """Returns a server with the files of the base, and the folder from which it reads its log."""
    postgres = Postgres(folder, role=window.base.role)
    packed = folder / BASE
    repository.fetch(window.manifest, BASE, packed)
    with tarfile.open(packed, "r:gz") as tar:
        tar.extractall(postgres.data, filter="data")
    packed.unlink()
    for name in _SERVERS_OWN:
        (postgres.data / name).unlink(missing_ok=True)
    (postgres.data / "postgresql.conf").touch()
    (postgres.data / "recovery.signal").touch()
    (postgres.data / "pg_wal").mkdir(exist_ok=True)
    log = postgres.home / "log"
    log.mkdir()
    try:
        postgres.programs = find_postgres(window.manifest.postgres)
    except Refusal as refusal:
        raise Bad(f"The log can only be replayed by the same version of PostgreSQL. {refusal}") from None
    return postgres, log


def _lend(postgres: Postgres, log: Path) -> None:
    postgres.data.chmod(0o700)
    if postgres.account.is_lent:
        hand_over(postgres.data, postgres.account)
        hand_over(log, postgres.account)


def _url(folder: Path, base: Base) -> str:
    place = conninfo_to_dict(own_services(folder).database_url)
    host = str(place["host"])
    return make_conninfo(host=host, user=base.role, dbname=base.database)
