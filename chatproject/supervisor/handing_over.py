"""How root gives folders to an account that may change what is in them at the same time.

All of it works on open folders: a path may lead elsewhere a moment later.
"""

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from chatproject.supervisor.acting import is_roots
from chatproject.supervisor.folders import FOLDER
from chatproject.supervisor.output import Refusal

_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
#: As Linux does.
_MOST_LINKS = 40


class Owner(Protocol):
    """An account; see account.py."""

    @property
    def name(self) -> str: ...
    @property
    def uid(self) -> int: ...
    @property
    def gid(self) -> int: ...


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[int]:
    """Opens a folder. Follows links of root only, and raises Refusal where someone else made one."""
    place, links = os.open("/", FOLDER), 0
    ahead = list(folder.absolute().parts[1:])
    try:
        while ahead:
            name = ahead.pop(0)
            if _is_link(name, place):
                links += 1
                if links > _MOST_LINKS or not _is_kept_link(name, place):
                    raise Refusal(f"{name} in {folder} is a link that root did not make. Name the folder itself.")
                target = Path(os.readlink(name, dir_fd=place))
                ahead[:0] = target.parts[1:] if target.is_absolute() else target.parts
                name = "/" if target.is_absolute() else "."
            before, place = place, os.open(name, FOLDER, dir_fd=place)
            os.close(before)
        yield place
    finally:
        os.close(place)


def _is_link(name: str, place: int) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=place, follow_symlinks=False).st_mode)


def _is_kept_link(name: str, place: int) -> bool:
    return is_roots(os.fstat(place)) and is_roots(os.stat(name, dir_fd=place, follow_symlinks=False))


def hand_over(folder: Path, account: Owner) -> None:
    with opened(folder) as place:
        hand_over_opened(place, folder, account)


def hand_over_opened(place: int, folder: Path, account: Owner) -> None:
    """Works from the bottom up, so that an interrupted hand-over is completed the next time.

    What is swapped at the same time, or linked to from there, keeps its owner.
    """
    for path, _, files, number in os.fwalk(".", topdown=False, dir_fd=place):
        for name in _foreign(files, number, account):
            with contextlib.suppress(FileNotFoundError):
                _give(folder / path / name, number, account)
        if os.fstat(number).st_uid != account.uid:
            os.fchown(number, account.uid, account.gid)


def _foreign(names: Iterable[str], folder: int, account: Owner) -> Iterable[str]:
    for name in names:
        with contextlib.suppress(FileNotFoundError):
            if os.stat(name, dir_fd=folder, follow_symlinks=False).st_uid != account.uid:
                yield name


def _give(path: Path, folder: int, account: Owner) -> None:
    """Refuses a file that has other names: someone may have given a file of root's this one."""
    if not stat.S_ISREG(os.stat(path.name, dir_fd=folder, follow_symlinks=False).st_mode):
        os.chown(path.name, account.uid, account.gid, dir_fd=folder, follow_symlinks=False)
        return
    number = os.open(path.name, _FILE, dir_fd=folder)
    try:
        if os.fstat(number).st_nlink > 1:
            raise Refusal(f"{path} has a second name elsewhere. Give it to {account.name} yourself, or remove it.")
        os.fchown(number, account.uid, account.gid)
    finally:
        os.close(number)
