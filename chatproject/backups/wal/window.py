"""From which moment to which a base and its log can be restored, and the files of the log that it takes."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from chatproject.backups.contents import Base, Finished, Manifest
from chatproject.backups.manifest import Bad
from chatproject.backups.repository import Repository
from chatproject.backups.wal.segments import PARTIAL, Archive, is_segment, name_at, number, place_of


class Window:
    """A base with the log that follows it without a gap. `missing` is the segment before which a gap begins, or ""."""

    def __init__(self, repository: Repository, manifest: Manifest) -> None:
        if manifest.base is None:
            raise Bad(f"The backup {manifest.id} has no base: BACKUP_WAL was off.")
        self.manifest = manifest
        self.base: Base = manifest.base
        self.archive = Archive(repository, self.base.start.system)
        self._until = self.archive.until()
        self._names = self.archive.names()
        start, size = self.base.start.segment, self.base.segment_size
        self._row, self.missing = follow(self._names, start, size)
        if (
            not self.missing
            and self._until
            and number(self._until.segment, size) >= (after := number(start, size) + len(self._row))
        ):
            self.missing = name_at(after * size, int(start[:8], 16), size)

    @property
    def first(self) -> datetime:
        return self.base.start.at

    @property
    def last(self) -> datetime:
        """The last moment that can be restored, which reads a segment where there is a gap."""
        if not self.missing and self._until:
            return self._until.at
        return self.archive.get(self._row[-1])[0].at if self._row else self.first

    @property
    def segments(self) -> int:
        return len(self._row)

    def reaches(self, mark: str) -> bool:
        """Whether the log until a mark is in the archive, or cannot come any more."""
        until = self._until
        return bool(self.missing) or (until is not None and (not mark or place_of(until.lsn) >= place_of(mark)))

    def refuse_outside(self, at: datetime) -> None:
        if at > self.last:
            gap = f" {self.archive.label}/{self.missing} is missing." if self.missing else ""
            raise Bad(
                f"The last moment that can be restored from the backup {self.manifest.id} is {moment(self.last)}.{gap}"
            )

    def fetch(self, at: datetime | None, folder: Path) -> int:
        """Writes the log until a moment, or all of it, into a folder. Returns how many segments. Raises Bad."""
        for name in (each for each in self._names if each.endswith(".history")):
            self.archive.fetch(name, folder)
        for count, name in enumerate(self._row, start=1):
            found = self.archive.fetch(name, folder)
            if at is not None and found.at >= at:
                return count
        return len(self._row)


def follow(names: Iterable[str], start: str, size: int) -> tuple[list[str], str]:
    """Returns the segments from one on, and the first that is missing although a later one is here."""
    here: dict[int, list[str]] = {}
    for name in names:
        if is_segment(name.removesuffix(PARTIAL)) and name[:8] >= start[:8]:
            here.setdefault(number(name, size), []).append(name)
    place, row = number(start, size), list[str]()
    last = max([place - 1, *here])
    while found := here.get(place):
        row += [name for name in found if not (name.endswith(PARTIAL) and name.removesuffix(PARTIAL) in found)]
        place += 1
    return row, name_at(place * size, int(start[:8], 16), size) if place <= last else ""


def window_of(repository: Repository, finished: Finished) -> Window:
    return Window(repository, repository.manifest(finished))


def window_at(repository: Repository, at: datetime | None) -> Window:
    """Returns the window from the newest base before a moment, or the last one. Raises Bad if it cannot be restored."""
    bases = [(each, each.base) for each in repository.finished() if each.base is not None]
    if not bases:
        raise Bad(f"{repository.label} has no base from which a moment could be restored: set BACKUP_WAL=on before.")
    if at is None:
        return window_of(repository, bases[-1][0])
    before = [finished for finished, base in bases if base.at <= at]
    if not before:
        raise Bad(f"The first moment that can be restored from {repository.label} is {moment(bases[0][1].at)}.")
    window = window_of(repository, before[-1])
    window.refuse_outside(at)
    return window


def parse_moment(text: str) -> datetime | None:
    """Returns a moment; without a zone it is UTC. None is the latest. Raises Bad."""
    if text == "latest":
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Bad(
            f"--at must be latest, or like '2026-11-30 18:00' (UTC), or 2026-11-30T18:00:00+01:00, not {text!r}."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%d %B %Y %H:%M:%S} UTC"
