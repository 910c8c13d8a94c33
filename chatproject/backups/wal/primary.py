"""The PostgreSQL whose log is kept, and what is asked of it."""

import re
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg

from chatproject.backups.contents import Base, Start
from chatproject.backups.direct import refuse_pooler
from chatproject.backups.manifest import Bad
from chatproject.backups.streams import blocks
from chatproject.supervisor.binaries import find_clients

_ABOUT = (
    "SELECT s.system_identifier::text, current_setting('wal_level'), pg_size_bytes(current_setting('wal_segment_size'))"
    " FROM pg_control_system() s"
)
_SLOT = "SELECT wal_status, restart_lsn::text FROM pg_replication_slots WHERE slot_name = %s"
_LOG = (
    "SELECT r.rolreplication OR r.rolsuper, current_setting('max_wal_senders')::int > 0,"
    " current_setting('max_replication_slots')::int - (SELECT count(*) FROM pg_replication_slots),"
    " EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = %s) FROM pg_roles r WHERE r.rolname = current_user"
)
_MAKE_SLOT = "SELECT pg_create_physical_replication_slot(%s, immediately_reserve => true)"
_DROP_SLOT = "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s AND NOT active"
#: Taken in this order: what was committed before the moment is in the log before the place.
_POSITION = "SELECT clock_timestamp(), pg_current_wal_flush_lsn()::text"
_RECEIVED = (
    "SELECT r.write_lsn >= %s::pg_lsn FROM pg_stat_replication r"
    " JOIN pg_replication_slots s ON s.active_pid = r.pid WHERE s.slot_name = %s"
)
#: In backup_label, the first file of the tar.
_START = re.compile(rb"START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)")
_GZIP = 31
#: A commit may get its time a little before its place in the log.
_SLACK = timedelta(seconds=1)


class Primary:
    """`url` leads to PostgreSQL itself, not to a pooler. Raises Bad where its log cannot be kept."""

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            with psycopg.connect(url) as line:
                refuse_pooler(line)
                self.version = line.info.server_version // 10_000
                self.role, self.database = line.info.user, line.info.dbname
                [(self.system, level, self.segment_size)] = line.execute(_ABOUT)
        except psycopg.Error as error:
            raise Bad(f"The log of PostgreSQL cannot be read: {error}") from error
        if level == "minimal":
            raise Bad("PostgreSQL writes too short a log: set its wal_level to replica.")
        self.slot = f"parlance_{re.sub('[^a-z0-9_]', '_', self.database.lower())}"[:63]
        self._programs = find_clients(self.version)

    def refuse_unless_it_gives_its_log(self) -> None:
        """Asks for it as pg_receivewal will, and for a slot."""
        with self._line() as line:
            [(may, senders, slots, held)] = line.execute(_LOG, [self.slot])
        if not may:
            raise Bad(f"The account {self.role} may not read it: run ALTER ROLE {self.role} REPLICATION.")
        if not senders or (slots <= 0 and not held):
            raise Bad("PostgreSQL lets no one wait for it: raise max_wal_senders and max_replication_slots.")
        try:
            psycopg.connect(self.url, autocommit=True, replication="true").close()
        except psycopg.Error as error:
            raise Bad(f"pg_hba.conf must admit {self.role} to the database replication: {error}") from error

    def hold_log(self) -> str:
        """Makes PostgreSQL keep its log until it was received. Returns the place from which on it does."""
        with self._line() as line:
            found = line.execute(_SLOT, [self.slot]).fetchone()
            if found is None or found[0] == "lost":
                line.execute(_DROP_SLOT, [self.slot])
                line.execute(_MAKE_SLOT, [self.slot])
            [(_, lsn)] = line.execute(_SLOT, [self.slot])
            return str(lsn)

    def let_log_go(self) -> None:
        with self._line() as line:
            line.execute(_DROP_SLOT, [self.slot])

    def position(self) -> tuple[datetime, str]:
        """Returns a moment and a place in the log: everything committed until the moment is before it."""
        with self._line() as line:
            [(at, lsn)] = line.execute(_POSITION)
        return at - _SLACK, lsn

    def has_sent(self, lsn: str) -> bool:
        with self._line() as line:
            found = line.execute(_RECEIVED, [lsn, self.slot]).fetchone()
        return bool(found and found[0])

    def receiver(self, folder: Path) -> list[str | Path]:
        """Returns the command that writes the log into a folder as it comes."""
        options = ("--directory", folder, "--slot", self.slot, "--dbname", self.url)
        return [self._programs.client("pg_receivewal"), "--no-loop", "--no-password", "--status-interval=1", *options]

    def copied(self) -> "Copying":
        options = ("--pgdata=-", "--format=tar", "--wal-method=none", "--checkpoint=fast", "--no-manifest")
        return Copying(self, [self._programs.client("pg_basebackup"), *options, "--no-password", "--dbname", self.url])

    def now(self) -> datetime:
        with self._line() as line:
            [(now,)] = line.execute("SELECT clock_timestamp()")
        return datetime.fromisoformat(now.isoformat())

    def _line(self) -> psycopg.Connection:
        return psycopg.connect(self.url, autocommit=True)


class Copying:
    """A copy of PostgreSQL's files while people write. `base` exists once all of it was read."""

    def __init__(self, primary: Primary, command: list[str | Path]) -> None:
        self._primary = primary
        self._command = command
        self._start: Start | None = None
        self._bytes = 0

    def blocks(self) -> Iterator[bytes]:
        """Yields a compressed tar. Raises Bad after it if it failed."""
        squeeze = zlib.compressobj(1, zlib.DEFLATED, _GZIP)
        segment = None
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said) as process,
        ):
            assert process.stdout is not None
            for block in blocks(process.stdout):
                segment = segment or _START.search(block)
                self._bytes += len(block)
                yield squeeze.compress(block)
            yield squeeze.flush()
            if process.wait() != 0 or not segment:
                said.seek(0)
                raise Bad(f"pg_basebackup failed: {said.read().decode(errors='replace').strip()}")
        self._start = Start(self._primary.system, segment[1].decode(), self._primary.now())

    def base(self, mark: str) -> Base:
        assert self._start is not None
        return Base(
            start=self._start,
            role=self._primary.role,
            database=self._primary.database,
            segment_size=self._primary.segment_size,
            mark=mark,
            bytes=self._bytes,
        )
