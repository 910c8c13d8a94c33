"""Files and folders that only this user of the system may read, and changes of them that survive a crash."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def make_folder(folder: Path) -> None:
    """Creates the folder with all its parents, each durable before its content."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(FOLDER_MODE, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def create(path: Path) -> int:
    """Returns a descriptor of a new file for writing."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)


def write_all(number: int, data: bytes | bytearray) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(number, rest) :]


def remove(path: Path) -> None:
    """Removes a file or a folder with its content. Another process may be removing it as well."""
    if path.is_dir():
        shutil.rmtree(path, onerror=_but_gone)
    else:
        path.unlink(missing_ok=True)


def _but_gone(function: Callable[..., Any], path: str, info: tuple[Any, BaseException, Any]) -> None:
    if not isinstance(info[1], FileNotFoundError):
        raise info[1]


def entries(folder: Path, depth: int = 0) -> Iterator[Path]:
    """Yields the content of a folder, or of folders `depth` levels below; skips entries that disappear
    during the call.
    """
    try:
        paths = sorted(Path(each) for each in os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for path in paths:
        if depth == 0:
            yield path
        else:
            yield from entries(path, depth - 1)


def is_older(path: Path, moment: float) -> bool:
    """Returns whether it was last touched before `moment`; False if it is gone."""
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False
