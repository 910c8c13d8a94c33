"""A repository of backups: parts of each one, and the bytes of files, which they share."""

import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import msgspec
from django.conf import settings
from django.utils.crypto import salted_hmac

from chatproject.backups.contents import FILES, FINISHED, MANIFEST, VERSION, File, Finished, Manifest, Part
from chatproject.backups.manifest import Bad
from chatproject.backups.places import Absent, Place, open_place
from chatproject.backups.sealing import Seal, Secrets, seal_for_writing, seal_of
from chatproject.backups.streams import Sink, Source, blocks
from chatproject.backups.working import working_alone
from chatproject.supervisor.acting import read_text

_PLAIN = Seal([], [])


class Repository:
    def __init__(self, place: Place, seal: Seal) -> None:
        self.place = place
        self.seal = seal
        self.label = place.label

    # Writing

    def write(self, id: str, part: str, content: Iterable[bytes], *, in_clear: bool = False) -> Part:
        return self._write(f"backups/{id}/{part}", content, in_clear=in_clear)[0]

    def add(self, content: Iterable[bytes], stored: dict[str, int]) -> tuple[str, Part]:
        """Stores the bytes of a file unless their object is among those `stored`; returns its name, and what it is.

        The name is a hash with a key: no one can see from it whether a file that they have is here too.
        """
        with self.place.drafts.new() as draft:
            source = Source(content)
            self.seal.write(source, draft.file)
            part = Part(source.sha256, source.size)
            name = salted_hmac("chatproject.backups", part.sha256, algorithm="sha256").hexdigest()
            if name not in stored:
                stored[name] = draft.file.tell()
                self.place.put(object_name(name), draft)
        return name, part

    def finish(self, manifest: Manifest, stored: int) -> Finished:
        name = f"backups/{manifest.id}/{MANIFEST}"
        _, sealed = self._write(name, [msgspec.json.encode(manifest)])
        finished = Finished(
            id=manifest.id,
            at=manifest.at,
            manifest=sealed,
            rows=manifest.rows,
            files=manifest.files,
            bytes=manifest.bytes,
            stored=stored,
            lost=len(manifest.lost),
            base=manifest.base.start if manifest.base else None,
        )
        self.write(manifest.id, FINISHED, [msgspec.json.encode(finished)], in_clear=True)
        return finished

    def put(self, name: str, content: Iterable[bytes], *, in_clear: bool = False) -> None:
        """Stores what belongs to no single backup."""
        self._write(name, content, in_clear=in_clear)

    def forget(self, id: str) -> None:
        """Removes a backup; first what makes it one."""
        self.place.remove(f"backups/{id}/{FINISHED}")
        for entry in list(self.place.entries(f"backups/{id}/")):
            self.place.remove(entry.name)

    def _write(self, name: str, content: Iterable[bytes], *, in_clear: bool = False) -> tuple[Part, str]:
        with self.place.drafts.new() as draft:
            source = Source(content)
            (_PLAIN if in_clear else self.seal).write(source, draft.file)
            draft.file.seek(0)
            sealed = _digest(blocks(draft.file))
            self.place.put(name, draft)
        return Part(source.sha256, source.size), sealed

    # Reading

    def finished(self) -> list[Finished]:
        """Returns all finished backups, the oldest first."""
        names = [entry.name for entry in self.place.entries("backups/") if entry.name.endswith(f"/{FINISHED}")]
        return [self._finished(name.split("/")[1]) for name in sorted(names)]

    def find(self, id: str = "") -> Finished:
        """Returns the backup of this id, or the newest. Raises Bad if it was not finished."""
        if id:
            return self._finished(id)
        found = self.finished()
        if not found:
            raise Bad(f"{self.label} holds no finished backup.")
        return found[-1]

    def manifest(self, finished: Finished) -> Manifest:
        """Returns the manifest as it was written. Raises Bad."""
        name = f"backups/{finished.id}/{MANIFEST}"
        if self._hash(name) != finished.manifest:
            raise Bad(f"{self.label}/{name} was changed or cut.")
        self._pour(name, Sink(content := io.BytesIO()))
        try:
            return msgspec.json.decode(content.getvalue(), type=Manifest)
        except msgspec.DecodeError as error:
            raise Bad(f"{self.label}/{name} is damaged: {error}.") from None

    def fetch(self, manifest: Manifest, part: str, target: Path) -> None:
        """Copies a part into a file. Raises Bad if it is not what was written."""
        name = f"backups/{manifest.id}/{part}"
        with target.open("wb") as file:
            sink = Sink(file)
            self._pour(name, sink)
        _compare(sink, manifest.parts[part], f"{self.label}/{name}")

    def files(self, manifest: Manifest, folder: Path) -> Iterator[File]:
        """Yields what the part files has, through a copy in `folder`. Raises Bad before the first if it is damaged."""
        self.fetch(manifest, FILES, folder / FILES)
        decoder = msgspec.json.Decoder(File)
        with (folder / FILES).open("rb") as lines:
            yield from map(decoder.decode, lines)

    def fetch_object(self, file: File, target: Path | None = None) -> None:
        """Reads the bytes of a file, into `target` if there is one. Raises Bad if they are not what was written."""
        name = object_name(file.object)
        with target.open("wb") if target else nullcontext() as copy:
            sink = Sink(copy)
            self._pour(name, sink)
        _compare(sink, Part(file.sha256, file.size), f"{self.label}/{name}")

    def objects(self) -> dict[str, int]:
        """Returns {object: bytes} of all that are stored: some hundred bytes of memory for each."""
        return {entry.name.rpartition("/")[2]: entry.size for entry in self.place.entries("media/")}

    def read_part(self, manifest: Manifest, part: str) -> bytes:
        """Returns a small part. Raises Bad."""
        name = f"backups/{manifest.id}/{part}"
        sink = Sink(content := io.BytesIO())
        self._pour(name, sink)
        _compare(sink, manifest.parts[part], f"{self.label}/{name}")
        return content.getvalue()

    def get(self, name: str) -> bytes:
        """Returns what `put` stored. Raises Bad if it is damaged, and Absent."""
        self._pour(name, Sink(content := io.BytesIO()))
        return content.getvalue()

    def _finished(self, id: str) -> Finished:
        name = f"backups/{id}/{FINISHED}"
        try:
            with self.place.get(name) as file:
                found = msgspec.json.decode(file.read(), type=Finished)
        except Absent:
            raise Bad(f"{self.label} holds no finished backup {id}.") from None
        except msgspec.DecodeError as error:
            raise Bad(f"{self.label}/{name} is damaged: {error}.") from None
        if found.version > VERSION:
            raise Bad(f"The backup {id} was written by a later version of Parlance.")
        return found

    def _pour(self, name: str, sink: Sink) -> None:
        with self.place.get(name) as file:
            self.seal.read(file, sink, f"{self.label}/{name}")

    def _hash(self, name: str) -> str:
        with self.place.get(name) as file:
            return _digest(blocks(file))


def object_name(object: str) -> str:
    return f"media/{object[:2]}/{object}"


def secrets_of_settings() -> Secrets:
    identity = read_text(Path(settings.BACKUP_IDENTITY)) if settings.BACKUP_IDENTITY else ""
    return Secrets(tuple(settings.BACKUP_RECIPIENTS), settings.BACKUP_PASSPHRASE, identity)


@contextmanager
def open_repository(address: str, secrets: Secrets, *, for_writing: bool = False) -> Iterator[Repository]:
    """Yields the repository, with which nothing else of this DATA_DIR works at the same time."""
    with working_alone():
        place = open_place(address)
        place.drafts.clear()
        yield Repository(place, (seal_for_writing if for_writing else seal_of)(place, secrets))


def _compare(sink: Sink, part: Part, name: str) -> None:
    if (sink.sha256, sink.size) != (part.sha256, part.size):
        raise Bad(f"{name} was changed or cut.")


def _digest(content: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for block in content:
        digest.update(block)
    return digest.hexdigest()
