"""The folder of backups in DATA_DIR, and that only one process works with backups at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from chatproject.backups.manifest import Bad
from media.stores.folders import make_folder, remove

_SCRATCH = "scratch-"


def home() -> Path:
    """Returns the folder for what backups need on this machine. It may be deleted."""
    return Path(settings.DATA_DIR) / "backups"


@contextmanager
def working_alone() -> Iterator[None]:
    """Raises Bad if another process makes, proves or restores a backup."""
    make_folder(home())
    with (home() / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Bad("A backup is being made, proved or restored. Wait until it is done.") from None
        _remove_leftovers()
        yield


@contextmanager
def scratch_folder(purpose: str) -> Iterator[Path]:
    """Yields a folder that is removed afterwards, or by the next one who works alone."""
    with TemporaryDirectory(dir=home(), prefix=f"{_SCRATCH}{purpose}-") as name:
        yield Path(name)


def _remove_leftovers() -> None:
    """A process that was killed left its folder."""
    for left in home().glob(f"{_SCRATCH}*"):
        remove(left)


def is_working() -> bool:
    try:
        with working_alone():
            return False
    except Bad:
        return True
