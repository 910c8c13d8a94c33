"""Five copies of a repository, each damaged in another way."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyrage


class Harmed(NamedTuple):
    """`identity` is the secret key with which it is to be restored, `sentence` a part of the refusal."""

    name: str
    folder: Path
    identity: Path
    sentence: str


class Damaging:
    def __init__(self, repository: Path, id: str, identity: Path, into: Path) -> None:
        self._repository = repository
        self._id = id
        self._identity = identity
        self._into = into

    def all(self) -> list[Harmed]:
        other = self._into / "other-key"
        other.write_text(str(pyrage.x25519.Identity.generate()))
        return [
            self._harmed("cut", self._cut, "damaged"),
            self._harmed("flipped", self._flip, "damaged"),
            self._harmed("missing", self._remove, "is missing"),
            self._harmed("wrong key", lambda folder: None, "another key")._replace(identity=other),
            self._harmed("older schema", self._age, "older schema"),
        ]

    def _harmed(self, name: str, harm: Callable[[Path], None], sentence: str) -> Harmed:
        """Files are shared with the whole repository, but for the one that is harmed."""
        folder = self._into / name.replace(" ", "-")
        shutil.copytree(self._repository, folder, copy_function=os.link)
        harm(folder)
        return Harmed(name, folder, self._identity, sentence)

    def _cut(self, folder: Path) -> None:
        dump = self._part(folder, "database")
        _replace(dump, dump.read_bytes()[: dump.stat().st_size * 3 // 4])

    def _flip(self, folder: Path) -> None:
        media = max((folder / "media").glob("*/*"), key=lambda path: path.stat().st_size)
        data = bytearray(media.read_bytes())
        data[len(data) // 2] ^= 1
        _replace(media, bytes(data))

    def _remove(self, folder: Path) -> None:
        next((folder / "media").glob("*/*")).unlink()

    def _age(self, folder: Path) -> None:
        """Without its newest migration."""
        identity = pyrage.x25519.Identity.from_str(self._identity.read_text())
        path = self._part(folder, "manifest")
        manifest = json.loads(pyrage.decrypt(path.read_bytes(), [identity]))
        manifest["migrations"].pop()
        sealed = pyrage.encrypt(json.dumps(manifest).encode(), [identity.to_public()])
        _replace(path, sealed)
        end = self._part(folder, "finished.json")
        finished = json.loads(end.read_text()) | {"manifest": hashlib.sha256(sealed).hexdigest()}
        _replace(end, json.dumps(finished).encode())

    def _part(self, folder: Path, name: str) -> Path:
        return folder / "backups" / self._id / name


def _replace(path: Path, data: bytes) -> None:
    """Never in place: its bytes are those of the whole repository too."""
    path.unlink()
    path.write_bytes(data)
