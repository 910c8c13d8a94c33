"""A push service that accepts everything and reads nothing: `python -m tests.push_drill.sink PORT`.

It runs in a separate process, so that its cost is not counted as the drill's. GET / returns the number of pushes, and
the times of the first and the last: {"taken", "first", "last"}.
"""

import asyncio
import json
import sys
import time

_TAKEN = b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\nlocation: /message\r\n\r\n"


class Counts:
    taken = 0
    first = 0.0
    last = 0.0

    def take(self) -> None:
        self.last = time.time()
        self.first = self.first or self.last
        self.taken += 1


class Line(asyncio.Protocol):
    """One connection with any number of requests."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._line = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end].lower()
            _, _, written = head.partition(b"content-length:")
            whole = end + 4 + int(written.split(b"\r\n")[0] or 0) if written else end + 4
            if len(self._read) < whole:
                return
            self._read = self._read[whole:]
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        if head.startswith(b"get "):
            sent = json.dumps({name: getattr(self._counts, name) for name in ("taken", "first", "last")}).encode()
            self._line.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(sent), sent))
        else:
            self._counts.take()
            self._line.write(_TAKEN)


async def main(port: int) -> None:
    counts = Counts()
    server = await asyncio.get_running_loop().create_server(lambda: Line(counts), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
