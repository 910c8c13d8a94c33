"""The manifest of a backup, with which a damaged or incomplete backup is detected before anything is replaced."""

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from chatproject.supervisor.acting import acting_in, create, open_to_read, read_text

DUMP, MEDIA, KEYS, _FILE = "database.dump", "media", "keys", "manifest.json"
_BLOCK = 1024 * 1024


class Bad(Exception):
    """This backup cannot be restored; the text gives the reason."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` per table;

    `files` is {path under media/: bytes}; `lost` are files that were gone before they could be copied.
    """

    version: int = 1
    at: datetime
    postgres: int
    dump_sha256: str
    rows: dict[str, int]
    files: dict[str, int]
    lost: list[str]

    @property
    def bytes(self) -> int:
        return sum(self.files.values())


def write(folder: Path, manifest: Manifest) -> None:
    """Written last: a folder without it is no backup."""
    with create(folder / _FILE) as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest)))


def read(folder: Path) -> Manifest:
    """Returns the manifest of a complete backup. Raises Bad."""
    try:
        manifest = msgspec.json.decode(read_text(folder / _FILE), type=Manifest)
    except FileNotFoundError:
        raise Bad(f"{folder} holds no finished backup: it has no {_FILE}.") from None
    except msgspec.DecodeError as error:
        raise Bad(f"{folder / _FILE} cannot be read: {error}.") from None
    if manifest.version != 1:
        raise Bad(f"{folder} was written by a later version of Parlance.")
    _check(folder, manifest)
    return manifest


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open_to_read(path) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _check(folder: Path, manifest: Manifest) -> None:
    dump = folder / DUMP
    if _size(dump) is None or sha256(dump) != manifest.dump_sha256:
        raise Bad(f"{dump} is missing or was changed.")
    for name, size in manifest.files.items():
        path = folder / MEDIA / name
        if _size(path) != size:
            raise Bad(f"{path} is missing or has another size.")


def _size(path: Path) -> int | None:
    with acting_in(path.parent):
        return path.stat().st_size if path.is_file() else None
