"""Folders that are opened without following links."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def opened_below(place: int | None, *names: str | Path) -> Iterator[int]:
    """Opens a folder, from `place` down. Raises FileNotFoundError if one of `names` is missing, or a link."""
    held: list[int] = []
    try:
        for name in names:
            held.append(_open(name, held[-1] if held else place))
        yield held[-1]
    finally:
        for each in held:
            os.close(each)


def _open(name: str | Path, place: int | None) -> int:
    try:
        return os.open(name, FOLDER, dir_fd=place)
    except OSError as error:
        if error.errno in (errno.ENOTDIR, errno.ELOOP):
            raise FileNotFoundError(errno.ENOENT, "No such folder", str(name)) from None
        raise
