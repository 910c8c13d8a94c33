"""One web process: uvicorn on a socket that `manage.py up` opened.

`python -m chatproject.web.serve --fd N [--tell M:NUMBER]` writes its number to the pipe M once it accepts visitors.
"""

import asyncio
import contextlib
import gc
import logging
import os
import socket
import sys
from collections.abc import Callable
from functools import cache
from types import FrameType

import uvicorn

from chatproject.settings.environment.server import SOCKET_DEFLATE
from chatproject.supervisor.listeners import stop_accepting
from chatproject.supervisor.parent_death import die_with_parent
from chatproject.supervisor.product import SUCCEEDED
from chatproject.web.edge.http import LAST, BoundedHttp
from chatproject.web.keepalive import KeptAliveProtocol

_FRAME = 128 * 1024
_LAST_REQUESTS = 3
#: Seconds for which an idle connection is kept. A proxy must be the first to close it: it would send a request on one
#: that is being closed, and must not repeat a POST. nginx keeps those that it may use again for 60 s.
IDLE = 75
#: Seconds in which a process that stops answers on the connections that proxies keep: with a successor, and without.
_PARTING, _HASTY_PARTING = 1.0, 0.2
#: Objects, and rounds of the younger generation. Closed sockets are cycles: the oldest must not wait long.
_COLLECT_AFTER = (10_000, 5, 5)
#: Seconds until a thread with a result from the database gets the interpreter from a busy event loop. With Python's own
#: 5 ms, sequential queries wait longer for that than for PostgreSQL.
_TURN = 0.001
#: Seconds between two looks at the clock, for the header Date.
_TICK = 1.0
#: Seconds between writes of what this process counted for analytics.
_RECORD_EVERY = 60

log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """Tunes memory from the start, and notifies open sockets before it stops."""

    _recording: asyncio.Task[None] | None = None

    has_successor = False

    def __init__(self, config: uvicorn.Config, accepting: Callable[[], None] | None = None) -> None:
        """`accepting` is called once it accepts visitors; without it, its successor has a listener of its own."""
        super().__init__(config)
        self._accepting = accepting
        self._ends = asyncio.Event()

    def succeed(self) -> None:
        """Stops, without haste: another process already accepts connections on the same port."""
        self.has_successor = self.should_exit = True
        self._ends.set()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            asyncio.get_running_loop().call_soon_threadsafe(self._ends.set)

    async def main_loop(self) -> None:
        """Waits for the end. uvicorn's own loop looks for it ten times a second, which cost most of what an idle
        process costs.
        """
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ends.wait(), _TICK)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Freezes imported objects: the collector need not traverse them again and again, nor at every 700th object.

        A list of two hundred conversations is some thousands of objects, and a third of its time was the collector's.
        """
        await super().startup(sockets)
        asyncio.get_running_loop().add_signal_handler(SUCCEEDED, self.succeed)
        self._recording = asyncio.create_task(_record())
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_COLLECT_AFTER)
        if self._accepting and self.started:
            self._accepting()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accepts no more visitors, asks the connected ones to reconnect elsewhere, then lets uvicorn finish."""
        from chatproject.health import readiness
        from messaging.hub.live import drain

        readiness.begin_draining()
        if self._recording:
            self._recording.cancel()
        self.leave(sockets or [])
        await self._part_with_proxies()
        await drain(has_successor=self.has_successor)
        await super().shutdown(sockets)

    async def _part_with_proxies(self) -> None:
        """Each connection ends with a last response: a proxy cannot repeat a POST on one that just closes.

        A proxy prefers the one that it used last. Those that it has not used for a moment are closed.
        """
        self.server_state.default_headers = [*self.server_state.default_headers, LAST]
        for connection in self._of_http():
            if connection.cycle is not None:
                connection.cycle.keep_alive = False
        clock = asyncio.get_running_loop().time
        until = clock() + (_PARTING if self.has_successor else _HASTY_PARTING)
        while self._of_http() and clock() < until:
            await asyncio.sleep(0.02)
        for connection in self._of_http():
            connection.shutdown()

    def _of_http(self) -> list[BoundedHttp]:
        return [each for each in self.server_state.connections if isinstance(each, BoundedHttp)]

    def leave(self, listeners: list[socket.socket]) -> None:
        """Accepts no more. Its successor accepts from the same queue; without one, clients would wait in it."""
        if not (self.has_successor and self._accepting):
            for listener in listeners:
                stop_accepting(listener)
        for server in self.servers:
            server.close()


async def _record() -> None:
    """Adds the times of live delivery to analytics, without end."""
    from chatproject.analytics.recording import LiveRecorder
    from chatproject.database.connections import give_back_connection

    recorder = LiveRecorder()

    def record() -> None:
        try:
            recorder.record()
        finally:
            give_back_connection()

    while True:
        await asyncio.sleep(_RECORD_EVERY)
        try:
            await asyncio.to_thread(record)
        except Exception as error:
            log.warning("cannot record the times of delivery: %s", error)


@cache
def configuration() -> uvicorn.Config:
    """Returns the settings. Once loaded they hold the application too."""
    return uvicorn.Config(
        "chatproject.web.static_files:application",
        factory=True,
        loop="uvloop",
        http=BoundedHttp,
        ws=KeptAliveProtocol,
        ws_per_message_deflate=SOCKET_DEFLATE.read(),
        ws_max_size=_FRAME,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        lifespan="auto",
        access_log=False,
        log_config=None,  # settings.LOGGING configures it
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_LAST_REQUESTS,
        timeout_keep_alive=IDLE,
    )


def _is_worth_saying(record: logging.LogRecord) -> bool:
    """uvicorn reports a refused handshake as an unfinished one; and strangers may send what is not HTTP."""
    message = record.getMessage()
    return not any(each in message for each in ("without completing handshake", "Invalid HTTP", "Unsupported upgrade"))


def _option(name: str) -> str | None:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


def _teller(option: str) -> Callable[[], None]:
    """Returns what tells the supervisor that this web process accepts visitors."""
    fd, number = map(int, option.split(":"))

    def tell() -> None:
        os.write(fd, bytes([number]))

    return tell


def main() -> None:
    listener = socket.socket(fileno=int(_option("--fd") or ""))
    tell = _option("--tell")  # the supervisor of an earlier release does not ask for it
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatproject.settings.development")
    os.environ.setdefault("DATABASE_POOL", "10")
    die_with_parent()
    sys.setswitchinterval(_TURN)
    logging.getLogger("uvicorn.error").addFilter(_is_worth_saying)
    Server(configuration(), _teller(tell) if tell else None).run(sockets=[listener])


if __name__ == "__main__":
    main()
