"""Restores a backup of a repository into an empty Parlance."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command

from accounts.models import User
from chatproject.backups import checking, files
from chatproject.backups.contents import File, Keys, Manifest, Table
from chatproject.backups.database import Database
from chatproject.backups.manifest import Bad
from chatproject.backups.repository import Repository
from chatproject.backups.storing import environment_keys
from chatproject.backups.voiding import void_pending
from chatproject.backups.working import scratch_folder
from chatproject.privacy.pending import erase_again
from chatproject.supervisor.state import write_privately
from messaging.models import Epoch
from messaging.sql import NEW_EPOCH

Say = Callable[[str], None]
_EVERY = 1_000


class State(NamedTuple):
    """What is restored: a dump, the version of pg_dump that wrote it, its tables, and the files that its rows name."""

    dump: Path
    dumped_by: int
    tables: dict[str, Table]
    files: Callable[[], Iterable[File]]
    lost: list[str]


class Restored(NamedTuple):
    rows: int
    files: int
    bytes: int
    lost: list[str]


class Recovery:
    """`plan` says what `run` will do. Both raise Bad before anything is changed."""

    def __init__(self, repository: Repository, manifest: Manifest, database: Database, *, migrate: bool) -> None:
        self._repository = repository
        self._database = database
        self._migrate = migrate
        self.manifest = manifest

    def plan(self) -> list[str]:
        """Returns sentences. Raises Bad if it cannot be restored here."""
        checking.refuse_unfit(self.manifest, migrate=self._migrate)
        self._refuse_target()
        place = settings.MEDIA_ROOT if settings.MEDIA_STORE == "disk" else f"the bucket {settings.MEDIA_S3_BUCKET}"
        return [
            *self._about(),
            "Every byte of it is read and checked first; nothing is written if one is wrong.",
            f"Then the files are copied into {place}, and the rows into the empty database {self._database.name}.",
            "People keep what they have not sent yet, and fetch everything else again (a new epoch). Notifications "
            "that waited are not sent, and files whose upload was not finished are to be sent again.",
            "Users who were erased after that are erased again.",
            f"What was written after {self._moment:%d %B %Y %H:%M:%S} UTC is not in it.",
        ]

    def run(self, say: Say) -> Restored:
        with scratch_folder("restoring") as folder:
            state = self._read(folder, say)
            keys = checking.read_keys(self._repository, self.manifest)
            say("Copying the files …")
            count = size = 0
            for file in state.files():
                self._put_back(file, folder)
                count, size = count + 1, size + file.size
                if count % _EVERY == 0:
                    say(f"… {count:,} files")
            say("Restoring the database …")
            self._database.replace(state.dump, state.dumped_by, then=NEW_EPOCH)
        checking.refuse_difference(state.tables, self._database.tables(), but=[Epoch._meta.db_table])
        _put_back_keys(keys, say)
        call_command("migrate", verbosity=0, interactive=False)
        void_pending()
        erase_again(self._repository.place, say)
        return Restored(sum(table.rows for table in state.tables.values()), count, size, state.lost)

    @property
    def _moment(self) -> datetime:
        """The moment whose state is restored."""
        return self.manifest.at

    def _about(self) -> list[str]:
        """Returns sentences about what is restored."""
        age = datetime.now(UTC) - self.manifest.at
        return [
            f"The backup {self.manifest.id} is {_span(age.total_seconds())} old: {self.manifest.rows:,} rows, "
            f"{self.manifest.files:,} files, {self.manifest.bytes / 1024**2:,.0f} MiB.",
        ]

    def _read(self, folder: Path, say: Say) -> State:
        """Reads and checks every byte."""
        say("Reading the database …")
        dump = checking.fetch_database(self._repository, self.manifest, folder)
        say("Reading every file …")
        checking.check_files(self._repository, self.manifest, folder, say, read=True)
        files = partial(self._repository.files, self.manifest, folder)
        return State(dump, self.manifest.dumped_by, self.manifest.tables, files, self.manifest.lost)

    def _refuse_target(self) -> None:
        self._database.refuse_others()
        if self._database.rows().get(User._meta.db_table):
            raise Bad(
                f"The database {self._database.name} already has users, and a backup is only restored into an empty "
                "one. Name another DATA_DIR or DATABASE_URL; the old one then stays as it is."
            )
        if self._database.version < self.manifest.postgres:
            raise Bad(
                f"The backup is from PostgreSQL {self.manifest.postgres}, and this is {self._database.version}. "
                f"Restore it into {self.manifest.postgres} or later."
            )

    def _put_back(self, file: File, folder: Path) -> None:
        copy = folder / file.name
        self._repository.fetch_object(file, copy)
        files.put_back(folder, file.name)
        copy.unlink()


def _put_back_keys(keys: Keys, say: Say) -> None:
    """Without these keys, all users would have to sign in again, and second factors could not be read."""
    for name, text in keys.files.items():
        write_privately(Path(settings.DATA_DIR) / Path(name).name, text)
    ours = environment_keys()
    other = {name: key for name, key in keys.environment.items() if ours[name] != key}
    if other:
        path = settings.DATA_DIR / "restored-keys.env"
        write_privately(path, "".join(f"{name}={key}\n" for name, key in other.items()))
        say(f"The environment has other keys than the backup. Start with those in {path}, then delete it.")


def _span(seconds: float) -> str:
    hours, minutes = divmod(int(seconds) // 60, 60)
    days, rest = divmod(hours, 24)
    return f"{days} days {rest} h" if days else f"{hours} h {minutes} min"
