"""Adds a backup to a repository while everything runs: the database of one moment, then the files that it names."""

import contextlib
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg
from django.conf import settings

from chatproject.backups import files
from chatproject.backups.contents import BASE, DATABASE, FILES, KEYS, OBJECTS, File, Finished, Keys, Manifest, Part
from chatproject.backups.database import Database, database_bytes, digest, migrations
from chatproject.backups.index import Index, index_of
from chatproject.backups.manifest import Bad
from chatproject.backups.places import open_place
from chatproject.backups.repository import Repository
from chatproject.backups.streams import blocks
from chatproject.backups.wal.primary import Copying, Primary
from chatproject.backups.working import scratch_folder
from chatproject.version import VERSION
from media.stores import Missing, store
from media.stores.names import checked

Say = Callable[[str], None]
_EVERY = 1_000


def store_backup(repository: Repository, database: Database, say: Say) -> Finished:
    """Returns the new backup. Raises Bad, and then nothing counts as a backup."""
    at = datetime.now(UTC)
    id = f"{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    with scratch_folder("making") as place:
        try:
            return _Making(repository, database, id, at, place, say).run()
        except BaseException:
            # The next one needs the room. The bytes of files stay: it does not store them again.
            with contextlib.suppress(Bad, OSError):
                repository.forget(id)
            raise


class _Making:
    def __init__(
        self, repository: Repository, database: Database, id: str, at: datetime, place: Path, say: Say
    ) -> None:
        self._repository = repository
        self._database = database
        self._id, self._at, self._place, self._say = id, at, place, say
        self._objects = repository.objects()
        self._parts: dict[str, Part] = {}
        self._files = self._bytes = self._added = 0
        self._lost: list[str] = []

    def run(self) -> Finished:
        known = self._save_early()
        copying = self._copy_base()
        self._say("Reading the database …")
        with self._database.snapshot(marked=copying is not None) as (snapshot, line, mark):
            self._at = datetime.now(UTC)
            tables, seen, size = digest(line), migrations(line), database_bytes(line)
            self._say(f"Dumping {sum(table.rows for table in tables.values()):,} rows …")
            self._write(DATABASE, self._database.dumped(snapshot))
            count = _write_lines(self._place / "names", files.named_keys(line))
        self._say(f"Looking at {count:,} files …")
        objects = self._save_files(known, self._place / FILES)
        with (self._place / FILES).open("rb") as lines:
            self._write(FILES, blocks(lines))
        self._write(OBJECTS, (f"{name}\n".encode() for name in sorted(objects)), in_clear=True)
        self._write(KEYS, [msgspec.json.encode(self._keys())])
        manifest = Manifest(
            id=self._id,
            at=self._at,
            parlance=VERSION,
            postgres=self._database.version,
            dumped_by=self._database.dumped_by,
            migrations=seen,
            tables=tables,
            parts=self._parts,
            files=self._files,
            bytes=self._bytes,
            lost=self._lost,
            base=copying.base(mark) if copying else None,
            database_bytes=size,
        )
        finished = self._repository.finish(manifest, self._added)
        (self._place / FILES).replace(index_of(self._repository.label))
        return finished

    def _save_early(self) -> Path:
        """Stores what is new before the moment of the backup, so that little is written between it and its end.

        Returns the list of all that is stored.
        """
        with psycopg.connect(self._database.url) as line:
            count = _write_lines(self._place / "names", files.named_keys(line))
        self._say(f"Copying what is new of {count:,} files …")
        self._save_files(index_of(self._repository.label), early := self._place / "early")
        self._files = self._bytes = 0
        self._lost.clear()
        return early

    def _copy_base(self) -> Copying | None:
        """Without a base only the moment of this backup can be restored, and that must not fail for it."""
        try:
            if not settings.BACKUP_WAL:
                Primary(self._database.url).let_log_go()
                return None
            if self._repository.label != open_place(settings.BACKUP_TO).label:
                return None  # the log is not there
            self._say("Copying the files of PostgreSQL …")
            primary = Primary(self._database.url)
            primary.hold_log()
            copying = primary.copied()
            self._write(BASE, copying.blocks())
        except Bad as reason:
            if settings.BACKUP_WAL:
                self._say(f"There is no base: {reason}")
            return None
        return copying

    def _write(self, part: str, content: Iterable[bytes], *, in_clear: bool = False) -> None:
        self._parts[part] = self._repository.write(self._id, part, content, in_clear=in_clear)

    def _save_files(self, known: Path, target: Path) -> set[str]:
        """Stores the files of `names`, but those that are `known`, and writes the list of all. Returns their objects.

        The list becomes the index with which the next backup finds what is new.
        """
        index, objects = Index(known), set[str]()
        with target.open("wb") as lines, (self._place / "names").open() as names:
            for number, key in enumerate((name.rstrip("\n") for name in names), start=1):
                for file in index.take(key, self._objects) or self._saved(key):
                    lines.write(msgspec.json.encode(file) + b"\n")
                    objects.add(file.object)
                    self._files += 1
                    self._bytes += file.size
                if number % _EVERY == 0:
                    self._say(f"… {number:,} files, {self._added / 1024**2:,.0f} MiB of them new")
        return objects

    def _saved(self, key: str) -> list[File]:
        """Stores an object and its variants. A key always names the same bytes, so the index need not ask again."""
        saved = []
        try:
            for variant in sorted(store().variants(key)):
                before = len(self._objects)
                object, part = self._repository.add(store().blocks(key, variant), self._objects)
                self._added += self._objects[object] if len(self._objects) > before else 0
                saved.append(File(checked(key, variant), object, part.sha256, part.size, self._objects[object]))
        except Missing:
            saved = []
        if not saved:
            self._lost.append(key)
        return saved

    def _keys(self) -> Keys:
        """Those from the environment only if no one else can read them."""
        made = {path.name: path.read_text() for path in settings.DATA_DIR.glob("*-key")}
        if not self._repository.seal.is_encrypting:
            return Keys(made, {})
        return Keys(made, {name: key for name, key in environment_keys().items() if key not in made.values()})


def environment_keys() -> dict[str, str]:
    """Returns the keys that the operator of a production server names."""
    return {
        "SECRET_KEY": settings.SECRET_KEY,
        "JWT_SIGNING_KEY": settings.JWT_SIGNING_KEY,
        "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
    }


def _write_lines(path: Path, lines: Iterable[str]) -> int:
    count = 0
    with path.open("w") as file:
        for line in lines:
            file.write(f"{line}\n")
            count += 1
    return count
