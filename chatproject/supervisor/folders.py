"""Folders that are opened without following links."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def opened_below(place: int | None, *names: str | Path) -> Iterator[int]:
    """Opens a folder, from `place` down. Raises OSError if one of `names` is a link, or missing."""
    held: list[int] = []
    try:
        for name in names:
            held.append(os.open(name, FOLDER, dir_fd=held[-1] if held else place))
        yield held[-1]
    finally:
        for each in held:
            os.close(each)
