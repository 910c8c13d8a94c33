"""Segments of the log: their names, and the archive of them in a repository."""

import hashlib
import re
import zlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from chatproject.backups.contents import File
from chatproject.backups.manifest import Bad
from chatproject.backups.places import Absent
from chatproject.backups.repository import Repository

PARTIAL = ".partial"
_NAME = re.compile(r"[0-9A-F]{24}")
_ALL = 1 << 32


class Segment(msgspec.Struct, frozen=True):
    """A file of the log, and its bytes when it was stored: what was committed until `at` was in the archive by then."""

    name: str
    size: int
    sha256: str
    at: datetime


class Until(msgspec.Struct, frozen=True):
    """Everything that was committed until `at`, or is before `lsn`, is in the archive; its last segment is this one."""

    segment: str
    lsn: str
    at: datetime


def place_of(lsn: str) -> int:
    """Returns a place in the log as a number."""
    high, low = lsn.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def name_at(place: int, timeline: int, size: int) -> str:
    """Returns the name of the segment at a place in the log."""
    high, low = divmod(place // size, _ALL // size)
    return f"{timeline:08X}{high:08X}{low:08X}"


def number(name: str, size: int) -> int:
    """Returns the place of a segment among all of them, on whichever timeline."""
    return int(name[8:16], 16) * (_ALL // size) + int(name[16:24], 16)


def is_segment(name: str) -> bool:
    return bool(_NAME.fullmatch(name))


class Archive:
    """The log of one system in a repository."""

    def __init__(self, repository: Repository, system: str) -> None:
        self._repository = repository
        self._folder = f"wal/{system}/"
        self.label = f"{repository.label}/wal/{system}"

    def put(self, name: str, data: bytes, at: datetime) -> None:
        """Stores a file of the log under its name; a whole segment replaces what there was of it."""
        about = Segment(name.removesuffix(PARTIAL), len(data), hashlib.sha256(data).hexdigest(), at)
        self._repository.put(self._folder + name, [msgspec.json.encode(about) + b"\n", zlib.compress(data, 1)])
        if is_segment(name):
            self._repository.place.remove(self._folder + name + PARTIAL)

    def get(self, name: str) -> tuple[Segment, bytes]:
        """Returns a file of the log. Raises Bad if it is not what was stored."""
        label = f"{self.label}/{name}"
        about, _, squeezed = self._repository.get(self._folder + name).partition(b"\n")
        try:
            found, data = msgspec.json.decode(about, type=Segment), zlib.decompress(squeezed)
        except (msgspec.DecodeError, zlib.error) as error:
            raise Bad(f"{label} is damaged: {error}.") from None
        if (found.name, found.size, found.sha256) != (
            name.removesuffix(PARTIAL),
            len(data),
            hashlib.sha256(data).hexdigest(),
        ):
            raise Bad(f"{label} was changed or cut.")
        return found, data

    def put_until(self, until: Until) -> None:
        self._repository.put(f"{self._folder}until", [msgspec.json.encode(until)])

    def until(self) -> Until | None:
        try:
            return msgspec.json.decode(self._repository.get(f"{self._folder}until"), type=Until)
        except Absent:
            return None
        except msgspec.DecodeError as error:
            raise Bad(f"{self.label}/until is damaged: {error}.") from None

    def put_files(self, at: datetime, files: list[File]) -> None:
        """Stores which files came, so that their bytes are kept as long as the log."""
        name = f"{at:%Y%m%dT%H%M%S%fZ}"
        objects = sorted({file.object for file in files})
        self._repository.put(f"{self._folder}objects/{name}", (f"{each}\n".encode() for each in objects), in_clear=True)
        self._repository.put(f"{self._folder}files/{name}", (msgspec.json.encode(file) + b"\n" for file in files))

    def files(self) -> Iterable[File]:
        decoder = msgspec.json.Decoder(File)
        for entry in sorted(self._repository.place.entries(f"{self._folder}files/")):
            yield from map(decoder.decode, self._repository.get(entry.name).splitlines())

    def names(self) -> list[str]:
        """Returns the names of segments and histories of timelines, in order."""
        found = (entry.name.removeprefix(self._folder) for entry in self._repository.place.entries(self._folder))
        return sorted(name for name in found if is_segment(name.removesuffix(PARTIAL)) or name.endswith(".history"))

    def fetch(self, name: str, folder: Path) -> Segment:
        """Writes a file of the log where PostgreSQL reads it."""
        about, data = self.get(name)
        (folder / about.name).write_bytes(data)
        return about
