"""Parlance on one machine: the order in which parts are started and ended."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from chatproject.settings.environment import server
from chatproject.settings.environment.declared import replaced
from chatproject.supervisor.child import Child, until
from chatproject.supervisor.listeners import Listeners
from chatproject.supervisor.output import say
from chatproject.supervisor.parent_death import ChildRegistry, adopt_orphans, start_of
from chatproject.supervisor.plan import PROJECT, Plan
from chatproject.supervisor.preloading import NAME, Preload
from chatproject.supervisor.program import Program, manage
from chatproject.supervisor.servers import Postgres, Valkey
from chatproject.supervisor.state import Services, Stamp, own_services, publish

_WEB_PATIENCE = 5.0
_SERVICE_PATIENCE = 2.5
_SERVICE_DEATHS = 3
_WEB_DEATHS = 5
_WORK = "chatproject.work"


class Machine:
    """`start` returns when everything responds; `stop` ends everything that was started, even after a partial start."""

    def __init__(self, plan: Plan, listeners: Listeners, registry: ChildRegistry) -> None:
        self._plan = plan
        self._listeners = listeners
        self._registry = registry
        self._stamp: Stamp | None = None
        self._services: list[Child] = []
        self._workers: list[Child] = []
        self._metrics = plan.data_dir / "metrics"
        self._environment = dict(os.environ)
        self._preload: Preload | None = None

    async def start(self) -> None:
        await self._start_services()
        is_new = self._stamp is None or not self._stamp.fits()
        if is_new:
            await self._migrate()
            await self._seed(is_new)
        self._preload_product()
        await self._start_web()
        say(f"Parlance answers at {self._plan.address}")
        if not is_new:
            await self._seed(is_new)
        self._start_celery()
        say("Ctrl-C ends it")

    async def stop(self) -> None:
        await asyncio.gather(*(child.stop(_WEB_PATIENCE) for child in self._workers))
        await asyncio.gather(*(child.stop(_SERVICE_PATIENCE) for child in self._services))

    async def _start_services(self) -> None:
        """Starts the services that have no address in the environment."""
        own = own_services(self._plan.data_dir)
        if not (database_url := server.DATABASE_URL.read()):
            await self._start_postgres()
        if not (redis_url := server.REDIS_URL.read()):
            await self._start_service("valkey", Valkey(self._plan.data_dir))
        services = Services(database_url or own.database_url, redis_url or own.redis_url)
        publish(self._plan.data_dir, services)
        addresses = {
            "DATABASE_URL": services.database_url,
            "REDIS_URL": services.redis_url,
            "DATA_DIR": str(self._plan.data_dir),
            "PYTHONUNBUFFERED": "1",
        }
        self._environment = replaced(addresses, self._environment)

    async def _start_postgres(self) -> None:
        postgres = Postgres(self._plan.data_dir)
        if not postgres.is_made:
            say(f"Creating a PostgreSQL {postgres.programs.major} database in {postgres.home} …")
            postgres.make()
        self._stamp = Stamp(self._plan.data_dir)
        await self._start_service("postgres", postgres)

    async def _start_service(self, name: str, service: Postgres | Valkey) -> None:
        child = self._start(name, service.program, self._services)
        await until(lambda: service.is_ready(child.pid or 0), lambda: child.deaths >= _SERVICE_DEATHS, name)

    async def _migrate(self) -> None:
        say("Bringing the database up to date …")
        await manage("migrate", "--verbosity=1", "--no-input", environment=self._environment)
        if self._stamp is not None:
            self._stamp.renew()

    async def _seed(self, is_new: bool) -> None:
        if self._plan.seed:
            if is_new:
                say("Filling the database with the demo world, if it is empty …")
            await manage("seed", "--if-empty", environment=self._environment)

    def _preload_product(self) -> None:
        """Imports what web processes and workers share; on Linux also starts the process that they are forked from."""
        shutil.rmtree(self._metrics, ignore_errors=True)
        self._metrics.mkdir()
        self._environment |= {
            # Web processes share their metrics through files, so that each of them can return all.
            "PROMETHEUS_MULTIPROC_DIR": str(self._metrics),
            # The C library would keep freed memory separately for every thread that ever ran: threads come with
            # requests.
            "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
            # And it would keep the memory in which a password is hashed, 19 MiB, for the next sign-in.
            "MALLOC_MMAP_THRESHOLD_": os.environ.get("MALLOC_MMAP_THRESHOLD_", str(2**20)),
            "MALLOC_TRIM_THRESHOLD_": os.environ.get("MALLOC_TRIM_THRESHOLD_", str(2**21)),
            # A worker then ends on SIGTERM within its soft limit, and puts unfinished tasks back into the queue.
            "REMAP_SIGTERM": "SIGQUIT",
        }
        if adopt_orphans():
            self._preload = Preload(self._environment)
            self._start(NAME, self._preload.program, self._workers).on_death = self._preload.hang_up

    async def _start_web(self) -> None:
        web = [self._web(number) for number in range(self._plan.web_processes)]
        await until(lambda: _is_ready(self._plan), lambda: any(child.deaths >= _WEB_DEATHS for child in web), "web")

    def _web(self, number: int) -> Child:
        listener = self._listeners.of(number).fileno()

        def program() -> Program:
            _forget_the_dead(self._metrics)
            return self._program(f"web.{number + 1}", "chatproject.web.serve", "--fd", str(listener), fds=(listener,))

        child = self._start(f"web.{number + 1}", program, self._workers)
        child.on_death = lambda: self._listeners.stop_accepting(number)
        return child

    def _start_celery(self) -> None:
        workers = [
            self._worker("worker", "parlance", 1),
            self._worker("media", "media", 1),
            self._worker("notifications", "notifications", 2),
        ]
        if self._plan.beat:
            self._start("beat", lambda: self._program("beat", _WORK, "beat"), self._workers)
        for service in self._services:
            if service.name == "valkey":
                # A worker may reconnect to a restarted broker and yet take no task (celery/celery#8030): restart it.
                service.on_death = lambda: _restart(workers)

    def _worker(self, name: str, queue: str, processes: int) -> Child:
        return self._start(
            name, lambda: self._program(name, _WORK, "worker", name, queue, str(processes)), self._workers
        )

    def _program(self, name: str, module: str, *arguments: str, fds: tuple[int, ...] = ()) -> Program:
        return Program(
            name,
            (sys.executable, "-m", module, *arguments),
            self._environment,
            folder=PROJECT,
            fds=fds,
            unsaid=("Hitting Ctrl+C again", "Cold shutdown"),
            preload=self._preload,
        )

    def _start(self, name: str, make: Callable[[], Program], group: list[Child]) -> Child:
        child = Child(name, make, self._registry)
        group.append(child)
        child.start()
        return child


def _restart(children: list[Child]) -> None:
    for child in children:
        child.restart()


def _forget_the_dead(metrics: Path) -> None:
    """Keeps counters; gauges (open sockets, for example) were values of a process that is gone."""
    for path in metrics.glob("gauge_live*.db"):
        if start_of(int(path.stem.rpartition("_")[2])) is None:
            path.unlink()


async def _is_ready(plan: Plan) -> bool:
    """Whether a web process returns 200 for /readyz."""
    try:
        async with asyncio.timeout(3):
            reader, writer = await asyncio.open_connection(plan.bind, plan.port)
            writer.write(f"GET /readyz HTTP/1.1\r\nHost: localhost:{plan.port}\r\nConnection: close\r\n\r\n".encode())
            answer = await reader.readline()
            writer.close()
    except (OSError, TimeoutError):
        return False
    return b" 200 " in answer
