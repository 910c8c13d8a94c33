"""One web process: uvicorn on a socket that `manage.py up` opened. `python -m chatproject.web.serve --fd N`."""

import gc
import logging
import os
import socket
import sys
from functools import cache

import uvicorn

from chatproject.supervisor.listeners import stop_accepting
from chatproject.supervisor.parent import die_with_parent
from chatproject.web.edge.http import BoundedHttp
from chatproject.web.keepalive import KeptAliveProtocol

_FRAME = 128 * 1024
_LAST_REQUESTS = 3
#: Objects, and rounds of the younger generation. Sockets that closed are cycles: the oldest is not to wait for long.
_COLLECT_AFTER = (10_000, 5, 5)
#: Seconds until a thread with an answer of the database in hand gets the interpreter from a busy event loop. At
#: Python's own 5 ms whatever asks several things in turn waits longer for that than for PostgreSQL.
_TURN = 0.001


class Server(uvicorn.Server):
    """Looks after its memory from the start, and says goodbye to open sockets before it stops."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """What was imported stays: the collector need not walk through it again and again, nor at every 700th object.

        A list of two hundred conversations is some thousands of objects, and a third of its time was the collector's.
        """
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_COLLECT_AFTER)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes no more visitors, tells the connected ones to come again elsewhere, then lets uvicorn finish."""
        from chatproject.health import readiness
        from messaging.hub.live import drain

        readiness.begin_draining()
        for listener in sockets or []:
            # The supervisor holds it too: merely closed, it would leave clients waiting in its queue.
            stop_accepting(listener)
        for server in self.servers:
            server.close()
        await drain()
        await super().shutdown(sockets)


@cache
def configuration() -> uvicorn.Config:
    """The settings. Once loaded they hold the application too."""
    return uvicorn.Config(
        "chatproject.web.static_files:application",
        factory=True,
        loop="uvloop",
        http=BoundedHttp,
        ws=KeptAliveProtocol,
        ws_per_message_deflate=os.environ.get("SOCKET_DEFLATE") != "off",
        ws_max_size=_FRAME,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        lifespan="auto",
        access_log=False,
        log_config=None,  # as settings.LOGGING has it
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_LAST_REQUESTS,
    )


def _is_worth_saying(record: logging.LogRecord) -> bool:
    """uvicorn takes a refused handshake for an unfinished one; and any stranger may send what is not HTTP."""
    said = record.getMessage()
    return not any(each in said for each in ("without completing handshake", "Invalid HTTP", "Unsupported upgrade"))


def main() -> None:
    listener = socket.socket(fileno=int(sys.argv[sys.argv.index("--fd") + 1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatproject.settings.development")
    os.environ.setdefault("DATABASE_POOL", "10")
    die_with_parent()
    sys.setswitchinterval(_TURN)
    logging.getLogger("uvicorn.error").addFilter(_is_worth_saying)
    Server(configuration()).run(sockets=[listener])


if __name__ == "__main__":
    main()
