"""Restores the state of any moment: from the newest base before it, and the log until it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from chatproject.backups import checking, files
from chatproject.backups.contents import DATABASE, File, Finished
from chatproject.backups.database import Database, digest, migrations
from chatproject.backups.manifest import Bad
from chatproject.backups.recovering import Recovery, Say, State
from chatproject.backups.repository import Repository
from chatproject.backups.room import refuse_without_room
from chatproject.backups.wal.replaying import replayed
from chatproject.backups.wal.window import moment, window_at


class PointInTime(Recovery):
    """The log is replayed in a scratch database, whose dump is then restored as that of a backup is."""

    def __init__(self, repository: Repository, at: datetime | None, database: Database, *, migrate: bool) -> None:
        self._window = window_at(repository, at)
        self._at = at or self._window.last
        super().__init__(repository, self._window.manifest, database, migrate=migrate)

    @property
    def _moment(self) -> datetime:
        return self._at.astimezone(UTC)

    def _about(self) -> list[str]:
        window = self._window
        mib = window.segments * window.base.segment_size / 1024**2
        return [
            f"The state of {moment(self._at)} is restored from the base {self.manifest.id}, of {moment(window.first)}, "
            f"and at most {window.segments:,} segments ({mib:,.0f} MiB) of the log that follows it.",
            f"The last moment that can be restored is {moment(window.last)}.",
        ]

    def _read(self, folder: Path, say: Say) -> State:
        refuse_without_room(self.manifest, segments=self._window.segments)
        say("Replaying the log in a scratch database …")
        with replayed(self._repository, self._window, at=self._at) as scratch:
            dump = folder / DATABASE
            with scratch.snapshot() as (snapshot, line, _):
                checking.refuse_unfit_migrations(migrations(line), self.manifest.parlance, migrate=self._migrate)
                tables = digest(line)
                keys = set(files.named_keys(line))
                say(f"Dumping {sum(table.rows for table in tables.values()):,} rows …")
                scratch.dump(dump, snapshot)
            dumped_by = scratch.dumped_by
        say(f"Reading the bytes of {len(keys):,} files …")
        found = self._find_files(keys, folder)
        checked = set[str]()
        for file in found:
            if file.object not in checked:
                self._repository.fetch_object(file)
                checked.add(file.object)
        lost = sorted(keys - {_key(file) for file in found})
        return State(dump, dumped_by, tables, lambda: found, lost)

    def _find_files(self, keys: set[str], folder: Path) -> list[File]:
        """Returns the files of these keys. A key always names the same bytes, so any list that has it is right."""
        found, wanted, trouble = list[File](), set(keys), list[Bad]()
        for read in self._lists(folder):
            if not wanted:
                break
            try:
                found += [file for file in read() if _key(file) in wanted]
            except Bad as reason:
                trouble.append(reason)
            wanted -= {_key(file) for file in found}
        if wanted and trouble:
            raise trouble[0]
        return found

    def _lists(self, folder: Path) -> Iterator[Callable[[], Iterable[File]]]:
        """Yields functions that return lists of files, the likeliest first."""
        yield partial(self._repository.files, self.manifest, folder)
        yield self._window.archive.files
        for finished in reversed(self._repository.finished()):
            yield partial(self._files_of, finished, folder)

    def _files_of(self, finished: Finished, folder: Path) -> Iterable[File]:
        return self._repository.files(self._repository.manifest(finished), folder)


def _key(file: File) -> str:
    return file.name.partition(".")[0]
