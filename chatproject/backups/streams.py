"""Streams that are measured while they are read or written, so that no file has to fit into memory."""

import hashlib
import io
from collections.abc import Iterable
from typing import IO, Any

BLOCK = 1024 * 1024


class Source(io.RawIOBase):
    """Reads from blocks of bytes; `failure` is what ended them early."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._rest = memoryview(b"")
        self._digest = hashlib.sha256()
        self.size = 0
        self.failure: Exception | None = None

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            if not self._fetch():
                return 0
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def _fetch(self) -> bool:
        try:
            block = next(self._blocks, None)
        except Exception as error:
            self.failure = error
            raise
        if block is None:
            return False
        self._digest.update(block)
        self.size += len(block)
        self._rest = memoryview(block)
        return True


class Drain(io.RawIOBase):
    """Writes into `file`, if there is one; `failure` is what prevented it."""

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self._file = file
        self.failure: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self._file is not None:
            try:
                self._file.write(data)
            except OSError as error:
                self.failure = error
                raise
        return len(data)


class Sink(Drain):
    """Also measures."""

    def __init__(self, file: IO[bytes] | None = None) -> None:
        super().__init__(file)
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, data: Any) -> int:
        self._digest.update(data)
        self.size += len(data)
        return super().write(data)


def blocks(file: IO[bytes]) -> Iterable[bytes]:
    return iter(lambda: file.read(BLOCK), b"")
