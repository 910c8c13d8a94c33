"""What a backup of a repository consists of.

repository.json               for whom everything is encrypted
identity.age                  the secret key, encrypted by a passphrase, where there is one
media/ab/<object>             the bytes of one file, named by a keyed hash of them: kept once for all backups
backups/<id>/database         what pg_dump wrote
backups/<id>/files            one File a line
backups/<id>/keys             Keys, which nothing else of the backup contains
backups/<id>/base             with BACKUP_WAL: a copy of PostgreSQL's own files
backups/<id>/manifest         a Manifest
backups/<id>/objects          the names in media/ that the backup needs, in clear: they tell nothing
backups/<id>/finished.json    a Finished, in clear, written last: without it there is no backup
wal/<system>/<segment>        16 MiB of PostgreSQL's log: a Segment, and its bytes; .partial while it grows
wal/<system>/until            an Until: how far the log is here
wal/<system>/files/<time>     one File a line, of files that came between two backups
wal/<system>/objects/<time>   their names in media/, in clear
"""

from datetime import datetime

import msgspec

BASE, DATABASE, FILES, KEYS, MANIFEST, OBJECTS, FINISHED = (
    "base",
    "database",
    "files",
    "keys",
    "manifest",
    "objects",
    "finished.json",
)
VERSION = 1


class Part(msgspec.Struct, frozen=True):
    """The bytes of a part before they were encrypted."""

    sha256: str
    size: int


class Table(msgspec.Struct, frozen=True):
    """`digest` is the sum of a hash of each row, whatever their order."""

    rows: int
    digest: str


class File(msgspec.Struct, frozen=True, array_like=True):
    """`name` is the key in the store of files, with its variant after a dot; `stored` are the bytes in media/."""

    name: str
    object: str
    sha256: str
    size: int
    stored: int


class Keys(msgspec.Struct, frozen=True):
    """`files` are those that Parlance made itself in DATA_DIR; `environment` those of the operator."""

    files: dict[str, str]
    environment: dict[str, str]


class Start(msgspec.Struct, frozen=True):
    """Where the log of a base begins: its first `segment`. Moments from `at` on can be restored.

    `system` is PostgreSQL's name for the data that the log continues.
    """

    system: str
    segment: str
    at: datetime


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """A copy of PostgreSQL's files, and the `role` and `database` in it.

    At `mark`, a place in the log, the database had exactly the tables of the manifest. It is "" if people wrote so much
    that there was no moment without a transaction.
    """

    start: Start
    role: str
    database: str
    segment_size: int
    mark: str
    bytes: int = 0


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`dumped_by` is the version of pg_dump; `migrations` are those that the database has seen.

    `files` and `bytes` count what is named in the part files; `lost` are keys whose bytes were gone. `database_bytes`
    is how large the database was; 0 if it was not measured.
    """

    version: int = VERSION
    id: str
    at: datetime
    parlance: str
    postgres: int
    dumped_by: int
    migrations: list[str]
    tables: dict[str, Table]
    parts: dict[str, Part]
    files: int
    bytes: int
    lost: list[str]
    base: Base | None = None
    database_bytes: int = 0

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """`manifest` is the SHA-256 of the manifest as it is stored; `stored` are the bytes that this backup added."""

    version: int = VERSION
    id: str
    at: datetime
    manifest: str
    rows: int
    files: int
    bytes: int
    stored: int
    lost: int
    base: Start | None = None
