"""The room on the disks that this machine writes to."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from accounts.staff.models import ServerState
from accounts.staff.operations.read_only import set_read_only
from chatproject.supervisor.state import own_services

_LEAST_FREE, _LEAST_SHARE = 1024**3, 0.05
#: The reason of a read-only server that this module made so, and ends again.
ALMOST_FULL = "The disk is almost full."


class Room(NamedTuple):
    """The free and total bytes of the disk that holds `folder`."""

    folder: Path
    free: int
    total: int

    @property
    def is_low(self) -> bool:
        return self.free <= self._least

    @property
    def is_almost_gone(self) -> bool:
        return self.free <= self._least / 2

    @property
    def _least(self) -> float:
        return min(_LEAST_FREE, self.total * _LEAST_SHARE)


def rooms() -> Iterator[tuple[str, Room]]:
    """Yields the name and the room of each disk."""
    yield "disk.data", _room(Path(settings.DATA_DIR))
    if settings.MEDIA_STORE == "disk":
        yield "disk.media", _room(Path(settings.MEDIA_ROOT))


def guard() -> None:
    """Makes the server read-only before PostgreSQL stops for want of room, and ends that when there is enough.

    Only a PostgreSQL of our own is on a disk that can be seen from here. A server that staff made
    read-only stays so.
    """
    folder = Path(settings.DATA_DIR)
    if own_services(folder).database_url != settings.DATABASE_URL:
        return
    room = _room(folder)
    state = ServerState.objects.filter(is_read_only=True).first()
    if room.is_almost_gone and state is None:
        set_read_only(on=True, reason=ALMOST_FULL)
    elif not room.is_low and state is not None and state.reason == ALMOST_FULL:
        set_read_only(on=False, reason="")


def _room(folder: Path) -> Room:
    usage = shutil.disk_usage(existing(folder))
    return Room(folder, usage.free, usage.total)


def existing(folder: Path) -> Path:
    """Returns the folder, or its nearest existing ancestor: a folder is created when the first file is stored."""
    return next(each for each in (folder, *folder.absolute().parents) if each.exists())
