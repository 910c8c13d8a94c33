"""Writes one part to the disk, completely or not at all."""

import os
import secrets
import threading
from pathlib import Path

from media.stores.base import Missing
from media.stores.folders import create, sync_folder, write_all


class PartWriter:
    """Writes next to the final place, then moves the file there. Threads may call it, and `abort` at any moment."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._draft = place.with_name(f".{place.name}-{secrets.token_hex(8)}")
        # The caller may give up while a thread is still writing: the descriptor must not close under it.
        self._lock = threading.Lock()
        try:
            self._file: int | None = create(self._draft)
        except FileNotFoundError as error:
            raise Missing from error

    def write(self, data: bytes | bytearray) -> None:
        with self._lock:
            if self._file is not None:
                write_all(self._file, data)

    def commit(self) -> None:
        """Moves the part to its place, instead of an earlier one. Raises Missing if its upload is over."""
        with self._lock:
            if self._file is None:
                return
            os.fsync(self._file)
            try:
                self._draft.replace(self._place)
                sync_folder(self._place.parent)
            except FileNotFoundError as error:
                raise Missing from error
            os.close(self._file)
            self._file = None

    def abort(self) -> None:
        """Discards the part; does nothing after `commit`."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None
                self._draft.unlink(missing_ok=True)
