"""A network that lets requests through and no WebSocket."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer

_REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Network(ThreadingTCPServer):
    """Relays to a port. A connection that asks to be upgraded is refused, or hangs; once `opens` it is relayed too."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, *, hangs: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Relay)
        self.port, self.hangs, self.opens = port, hangs, False
        #: How many upgrades were asked for.
        self.upgrades = 0
        self.is_over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def network_before(port: int, *, hangs: bool) -> Iterator[Network]:
    with Network(port, hangs=hangs) as network:
        thread = threading.Thread(target=network.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield network
        network.is_over.set()
        network.shutdown()
        thread.join()


class _Relay(BaseRequestHandler):
    server: Network

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            read = self.request.recv(65536)
            if not read:
                return
            head += read
        if b"upgrade: websocket" in head.lower():
            self.server.upgrades += 1
            if not self.server.opens:
                self._turn_away()
                return
        with socket.create_connection(("127.0.0.1", self.server.port)) as onward:
            onward.sendall(head)
            answering = threading.Thread(target=_pump, args=(onward, self.request), daemon=True)
            answering.start()
            _pump(self.request, onward)
            answering.join()

    def _turn_away(self) -> None:
        if self.server.hangs:
            self.server.is_over.wait()
        else:
            self.request.sendall(_REFUSAL)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
