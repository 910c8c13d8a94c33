"""As whom a command that root started works in a folder: in one of root's as root, in another as its owner.

An account could plant a link in its folder, and root would write wherever it leads. So root acts there as the account,
which can only harm itself.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.rights import acting_as, may_switch, otherwise

_MODE = 0o600
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


@contextmanager
def acting_in(folder: Path) -> Iterator[None]:
    """Opens and changes files in a folder, which may not exist yet, as its owner. Others than root always act
    as themselves.
    """
    if not may_switch():
        yield
        return
    with acting_as(0):
        uid, is_open = _owner(folder)
    with acting_as(uid, may_walk=not is_open):
        yield


def create(path: Path) -> IO[bytes]:
    """Opens a new file for writing and reading, which only its owner may read. It replaces nothing, follows no link."""
    with acting_in(path.parent):
        return os.fdopen(os.open(path, _NEW, _MODE), "w+b")


def open_to_read(path: Path) -> IO[bytes]:
    with acting_in(path.parent):
        return path.open("rb")


def read_text(path: Path) -> str:
    with open_to_read(path) as file:
        return file.read().decode()


def is_kept(folder: Path) -> bool:
    """Whether no one but root, and the owner of the folder itself, can replace it or what leads to it."""
    return set(_others(folder)) <= {folder.resolve()}


def _owner(folder: Path) -> tuple[int, bool]:
    """Returns the account to act as, and whether every folder on the way is open to it."""
    others = _others(folder)
    if not others:
        return 0, True
    real = folder.resolve()
    found = next(each for each in (real, *real.parents) if each.exists())
    owners = [found.stat().st_uid, *(path.lstat().st_uid for path in others)]
    is_open = all(each.stat().st_mode & stat.S_IXOTH for each in found.parents)
    return next(filter(None, owners), otherwise()), is_open


def _others(folder: Path) -> list[Path]:
    """Returns what others than root and the owner of the code can replace on the way there, the nearest first."""
    ways = {path for end in (folder.absolute(), folder.resolve()) for path in (end, *end.parents)}
    found = (path for path in ways if os.path.lexists(path) and not is_roots(path.lstat()))
    return sorted(found, key=lambda path: len(path.parts), reverse=True)


def is_roots(found: os.stat_result) -> bool:
    """Whether only root, or the owner of the code, can replace what is in this folder, or this link."""
    is_shared = found.st_mode & stat.S_IWOTH or (found.st_mode & stat.S_IWGRP and found.st_gid != 0)
    is_held = not is_shared or found.st_mode & stat.S_ISVTX or stat.S_ISLNK(found.st_mode)
    return bool(found.st_uid in {0, PROJECT.stat().st_uid} and is_held)
