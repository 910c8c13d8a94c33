"""Keeps the log of PostgreSQL, and the files that people send, in the repository while everything runs.

pg_receivewal writes the log into a folder of this machine as PostgreSQL writes it. Every few seconds what came is
encrypted and stored. A slot makes PostgreSQL keep what was not received yet, up to its max_slot_wal_keep_size.
"""

import fcntl
import logging
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from chatproject.backups.manifest import Bad
from chatproject.backups.places import open_place
from chatproject.backups.repository import Repository, secrets_of_settings
from chatproject.backups.sealing import seal_of
from chatproject.backups.wal import state
from chatproject.backups.wal.arrivals import Arrivals
from chatproject.backups.wal.primary import Primary
from chatproject.backups.wal.segments import PARTIAL, Archive, Until, is_segment, number, place_of
from chatproject.backups.wal.window import follow
from chatproject.backups.working import home
from chatproject.contract.errors import Unavailable
from chatproject.supervisor.output import Refusal
from chatproject.supervisor.parent_death import die_with
from media.stores.folders import entries, make_folder

log = logging.getLogger(__name__)

#: Seconds between two looks, and until another try after a failure.
EVERY, AGAIN = 10, 30
#: Seconds for what was committed to arrive here.
_PATIENCE = 60
#: Looks between two questions whether a base leads to the log.
_BASE_EVERY = 6
_NEVER = datetime.fromtimestamp(0, UTC)
_EXPECTED = (Bad, Refusal, OSError, psycopg.Error, DatabaseError, Unavailable)


def stream() -> None:
    """Runs until it is asked to end. What fails is tried again."""
    with _alone(fcntl.LOCK_EX) as folder:
        while True:
            try:
                with Streaming(folder).receiving() as streaming:
                    while True:
                        streaming.look()
                        time.sleep(EVERY)
            except _EXPECTED as error:
                log.error("the log of PostgreSQL is not kept: %s", error)
                state.note_trouble(str(error))
            time.sleep(AGAIN)


def catch_up() -> None:
    """Stores the log until now, if no process does: Parlance is stopped. Raises Bad."""
    try:
        with _alone(fcntl.LOCK_EX | fcntl.LOCK_NB) as folder, Streaming(folder).receiving() as streaming:
            streaming.look()
    except BlockingIOError:
        return
    except _EXPECTED as error:
        raise Bad(f"The log of PostgreSQL could not be stored: {error}") from error


@contextmanager
def _alone(how: int) -> Iterator[Path]:
    make_folder(folder := home() / "wal")
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, how)
        yield folder


class Streaming:
    """`receiving` runs pg_receivewal; `look` stores what came. Both raise what stands in the way."""

    def __init__(self, folder: Path) -> None:
        place = open_place(settings.BACKUP_TO)
        place.drafts = place.drafts.beside("drafts-wal")
        place.drafts.clear()
        self._repository = Repository(place, seal_of(place, secrets_of_settings()))
        self._primary = Primary(settings.BACKUP_DATABASE_URL)
        self._folder = folder / self._primary.system
        make_folder(self._folder)
        self._archive = Archive(self._repository, self._primary.system)
        self._arrivals = Arrivals(self._repository, self._archive)
        self._until = _NEVER
        self._last = ""
        self._seen: tuple[str, int] | None = None
        self._looks = 0
        self._needs_base = False
        self._process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def receiving(self) -> Iterator["Streaming"]:
        held = self._primary.hold_log()
        # What waits is stored before more is received, so that the folder stays small while the repository is away.
        self._store_log()
        self._drop_before(held)
        command = self._primary.receiver(self._folder)
        with tempfile.TemporaryFile() as said:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                preexec_fn=partial(die_with, os.getpid(), signal.SIGTERM),
            )
            try:
                yield self
            finally:
                if self._process.poll() is not None:
                    said.seek(0)
                    log.warning("pg_receivewal ended: %s", said.read().decode(errors="replace").strip())
                self._process.terminate()
                self._process.wait()

    def _drop_before(self, held: str) -> None:
        """After a gap pg_receivewal must not ask for what PostgreSQL no longer has."""
        size = self._primary.segment_size
        for path in entries(self._folder):
            if path.name.endswith(PARTIAL) and number(path.name, size) < place_of(held) // size:
                path.unlink()

    def look(self) -> None:
        """Stores the log until now, and the files that came."""
        close_old_connections()
        at, lsn = self._primary.position()
        self._wait_for(lsn)
        self._store_log()
        if self._looks % _BASE_EVERY == 0:
            needed, self._needs_base = self._needs_base, not self._is_based()
            if self._needs_base and not needed:
                log.warning("no base leads to the log without a gap; one is made within an hour")
        self._looks += 1
        self._arrivals.store()
        if self._last:
            self._archive.put_until(Until(self._last, lsn, at))
            self._until = at
        state.note(state.State(at, self._needs_base))

    def _wait_for(self, lsn: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self._primary.has_sent(lsn):
            if self._process and self._process.poll() is not None:
                raise Bad("pg_receivewal ended.")
            if time.monotonic() > deadline:
                raise Bad(f"The log did not arrive within {_PATIENCE} s.")
            time.sleep(0.2)

    def _store_log(self) -> None:
        """Stores whole segments, which then leave this machine, and what there is of the next."""
        while True:
            try:
                for name in sorted(path.name for path in entries(self._folder)):
                    self._store(name)
                return
            except FileNotFoundError:
                continue  # a partial segment became whole just now

    def _store(self, name: str) -> None:
        path, segment = self._folder / name, name.removesuffix(PARTIAL)
        seen = (name, path.stat().st_mtime_ns)
        if seen != self._seen and (is_segment(segment) or name.endswith(".history")):
            self._archive.put(name, path.read_bytes(), self._until)
        if name.endswith(PARTIAL):
            self._seen = seen
        else:
            path.unlink()
        if is_segment(segment):
            self._last = max(self._last, segment)

    def _is_based(self) -> bool:
        """Whether the newest base leads to here without a gap."""
        bases = [each.base for each in self._repository.finished() if each.base]
        bases = [base for base in bases if base.system == self._primary.system]
        if not bases:
            return False
        _, missing = follow(self._archive.names(), bases[-1].segment, self._primary.segment_size)
        return not missing
