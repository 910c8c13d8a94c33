"""Asks clamd, if it is configured, whether a file is infected. clamd receives a stream, and no access to the files."""

import socket
from collections.abc import Iterable
from struct import pack

from django.conf import settings

#: Seconds for each response and each piece; scanning a gigabyte takes time.
_PATIENCE = 120
_PIECE = 256 * 1024
_LONGEST_ANSWER = 4096


class NotScanned(Exception):
    """clamd does not respond, or gives no verdict."""


def is_infected(blocks: Iterable[bytes]) -> bool:
    """Returns whether clamd finds these bytes infected. Raises NotScanned."""
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            _send(line, blocks)
            reply = _answer(line)
    except OSError as error:
        raise NotScanned(str(error)) from error
    if reply.endswith(" FOUND"):
        return True
    if reply != "stream: OK":
        raise NotScanned(reply)
    return False


def _connected() -> socket.socket:
    """Connects to clamd: a path is a socket of this machine, else it is host:port."""
    where = settings.MEDIA_CLAMD
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_PATIENCE)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE)


def _send(line: socket.socket, blocks: Iterable[bytes]) -> None:
    for block in blocks:
        for start in range(0, len(block), _PIECE):
            piece = block[start : start + _PIECE]
            line.sendall(pack(">I", len(piece)) + piece)
    line.sendall(pack(">I", 0))


def _answer(line: socket.socket) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < _LONGEST_ANSWER and (piece := line.recv(1024)):
        reply += piece
    return reply.rstrip(b"\0").decode(errors="replace")
