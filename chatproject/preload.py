"""The preload: it imports the product and runs none of it. Web processes and workers are forked from it.

`python -m chatproject.preload LINE` receives orders on a socket, each for one fork (supervisor/preloading.py), until
the other end closes.
"""

import fcntl
import gc
import importlib
import json
import os
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from chatproject.supervisor.parent_death import die_with
from chatproject.supervisor.preloading import LOADED

_OUT_OF_THE_WAY = 100
_USED_BY_FORKS = (
    "chatproject.web.serve",
    "chatproject.web.static_files",
    "chatproject.asgi",
    "chatproject.timetable",
    "chatproject.work",
    "argon2.low_level",
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.concurrency.prefork",
    "kombu.transport.redis",
    "billiard.popen_fork",
    "billiard.sharedctypes",
    "billiard.synchronize",
    "celery.worker.autoscale",
    "celery.worker.components",
    "celery.worker.consumer.delayed_delivery",
    "celery.worker.strategy",
    "dbm.dumb",
    "django.contrib.messages.storage.fallback",
    "encodings.latin_1",
    "httptools",
    "psycopg_pool",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.httptools_impl",
    "uvloop",
)


@dataclass(frozen=True)
class Order:
    """A program to start, and the numbers of its file descriptors in it."""

    name: str
    argv: list[str]
    fds: list[int]


def main() -> None:
    line = socket.socket(fileno=int(sys.argv[1]))
    load()
    line.send(LOADED.encode())
    order = fork_to_order(line)
    if order is not None:
        run(order.argv)


def load() -> None:
    """Imports what the forks run. Freezes the collector: it would write to memory pages, which copies them in forks."""
    gc.disable()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatproject.settings.development")
    os.environ.setdefault("DATABASE_POOL", "10")
    for module in _USED_BY_FORKS:
        importlib.import_module(module)
    import redis
    from billiard.util import get_pdeathsig  # type: ignore[attr-defined]
    from django.contrib.auth.password_validation import get_default_password_validators
    from django.db.migrations.loader import MigrationLoader
    from django.urls import get_resolver

    from chatproject.celery import app
    from chatproject.web.serve import configuration

    configuration().load()
    _ = get_resolver().reverse_dict, get_default_password_validators()
    app.loader.init_worker()
    app.finalize()
    get_pdeathsig()  # uses a compiler of C declarations, which each child of a pool would load
    _ = app.amqp, app.backend, app.control, app.events, app.log, redis.Redis(), entry_points()
    MigrationLoader(None)  # imports all migrations, which every web process reads at once
    assert threading.active_count() == 1, "forks have no thread but the one that forked"
    gc.collect()
    gc.freeze()
    gc.enable()


def fork_to_order(line: socket.socket) -> Order | None:
    """Returns in each fork, with its order; and in this process, with None, once the supervisor is gone."""
    supervisor = os.getppid()
    while True:
        written, fds, _, _ = socket.recv_fds(line, 65536, 8)
        if not written:
            return None
        order = Order(**json.loads(written))
        if _fork(supervisor):
            _settle_in(order, fds)
            line.send(f"{order.name} {os.getpid()}".encode())
            line.close()
            return order
        for fd in fds:
            os.close(fd)


def _fork(supervisor: int) -> bool:
    """Returns True in the fork. The process between it and us ends at once, which makes the supervisor its parent."""
    between = os.fork()
    if between:
        os.waitpid(between, 0)
        return False
    between = os.getpid()
    if os.fork():
        os._exit(0)
    while os.getppid() == between:
        time.sleep(0.001)
    die_with(supervisor, signal.SIGTERM)
    return True


def _settle_in(order: Order, fds: list[int]) -> None:
    """Sets up what `Program.start` would have set up: a session, its output and its name."""
    os.setsid()
    kept = [fcntl.fcntl(fd, fcntl.F_DUPFD, _OUT_OF_THE_WAY) for fd in fds]
    for fd in fds:
        os.close(fd)
    for fd, number in zip(kept, order.fds, strict=True):
        os.dup2(fd, number)
        os.close(fd)
    os.dup2(1, 2)
    Path("/proc/self/comm").write_text(order.name)


def run(argv: list[str]) -> None:
    """Does what Python's `-m` does, for an imported module."""
    at = argv.index("-m") + 1
    module = importlib.import_module(argv[at])
    sys.argv = [str(module.__file__), *argv[at + 1 :]]
    module.main()


if __name__ == "__main__":
    main()
