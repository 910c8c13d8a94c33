"""Makes a backup while everything runs."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from chatproject.backups import files, manifest
from chatproject.backups.database import Database, count
from chatproject.backups.manifest import DUMP, KEYS, MEDIA, Manifest
from chatproject.supervisor.acting import acting_in, create
from media.stores import Missing
from media.stores.folders import make_folder

_EVERY = 1_000


def back_up(folder: Path, database: Database, say: Callable[[str], None]) -> Manifest:
    """Writes a backup of one snapshot into an empty or new folder. Raises Bad."""
    with acting_in(folder):
        make_folder(folder)
        if any(folder.iterdir()):
            raise manifest.Bad(f"{folder} is not empty. Name a new folder for each backup.")
    at = datetime.now(UTC)
    say("Dumping the database …")
    with database.snapshot() as (name, line, _):
        rows = count(line)
        keys = list(files.named_keys(line))
        database.dump(folder / DUMP, name)
    say(f"Copying {len(keys):,} files …")
    saved, lost = _save_files(keys, folder / MEDIA, say)
    _save_keys(folder / KEYS)
    made = Manifest(
        at=at,
        postgres=database.version,
        dump_sha256=manifest.sha256(folder / DUMP),
        rows=rows,
        files=saved,
        lost=lost,
    )
    manifest.write(folder, made)
    return made


def _save_files(keys: Iterable[str], folder: Path, say: Callable[[str], None]) -> tuple[dict[str, int], list[str]]:
    """Returns {path: bytes} of copied files, and the keys of missing ones: deleted in the meantime, or lost before."""
    saved: dict[str, int] = {}
    lost: list[str] = []
    for number, key in enumerate(keys, start=1):
        try:
            saved |= files.save(key, folder)
        except Missing:
            lost.append(key)
        if number % _EVERY == 0:
            say(f"… {number:,} files")
    return saved, lost


def _save_keys(folder: Path) -> None:
    """Saves the keys that Parlance made itself. The operator keeps those from the environment."""
    with acting_in(folder):
        make_folder(folder)
    for path in settings.DATA_DIR.glob("*-key"):
        with create(folder / path.name) as file:
            file.write(path.read_bytes())
