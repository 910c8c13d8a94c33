"""Parlance on one machine: the order in which parts are started, replaced and ended."""

import asyncio
import os
import shutil

from chatproject.settings.environment import server
from chatproject.settings.environment.declared import replaced
from chatproject.supervisor.child import Child, until
from chatproject.supervisor.listeners import Listeners
from chatproject.supervisor.output import say
from chatproject.supervisor.parent_death import ChildRegistry
from chatproject.supervisor.plan import Plan
from chatproject.supervisor.product import Product
from chatproject.supervisor.program import manage
from chatproject.supervisor.release import Release
from chatproject.supervisor.servers import Postgres, Valkey
from chatproject.supervisor.state import Services, Stamp, own_services, publish

_SERVICE_PATIENCE = 2.5
_SERVICE_DEATHS = 3


class Machine:
    """`start` returns when everything responds; `stop` ends everything that was started, even after a partial start."""

    def __init__(self, plan: Plan, listeners: Listeners, registry: ChildRegistry) -> None:
        self._plan = plan
        self._listeners = listeners
        self._registry = registry
        self._stamp: Stamp | None = None
        self._services: list[Child] = []
        #: The product that serves, and while it is replaced also its successor.
        self._products: list[Product] = []
        self._environment = dict(os.environ)
        self._supervision = Release().supervision()

    async def start(self) -> None:
        await self._start_services()
        release = Release()
        is_new = self._stamp is None or not self._stamp.fits()
        if is_new:
            await self._migrate(release)
            await self._seed(is_new)
        self._prepare()
        product = self._add(release)
        await product.serve()
        await until(lambda: _is_ready(self._plan), product.is_hopeless, "web")
        say(f"Parlance answers at {self._plan.address}")
        if not is_new:
            await self._seed(is_new)
        product.work()
        say("Ctrl-C ends it")

    async def renew(self, release: Release) -> None:
        """Replaces the product by that of `release`, while people use it. Raises Refusal, and then nothing changed.

        The database comes first: a release runs with the tables of the next.
        """
        [old] = self._products
        say(f"Replacing the processes by those of {release.folder} …")
        await self._migrate(release)
        new = self._add(release)
        try:
            await new.serve()
        except BaseException:
            self._products.remove(new)
            await new.stop()
            raise
        await old.stop_web()
        await old.stop_work()
        new.work()
        self._products.remove(old)
        await old.stop()
        say(f"Replaced; Parlance answers at {self._plan.address}")

    def is_outdated(self, release: Release) -> bool:
        """Whether the release has another supervisor, PostgreSQL or Valkey than those that run."""
        return release.supervision() != self._supervision

    async def stop(self) -> None:
        await asyncio.gather(*(product.stop() for product in self._products))
        await asyncio.gather(*(child.stop(_SERVICE_PATIENCE) for child in self._services))

    def _add(self, release: Release) -> Product:
        product = Product(self._plan, self._listeners, self._registry, self._environment, release)
        self._products.append(product)
        return product

    async def _start_services(self) -> None:
        """Starts the services that have no address in the environment."""
        own = own_services(self._plan.data_dir)
        if not (database_url := server.DATABASE_URL.read()):
            await self._start_postgres()
        if not (redis_url := server.REDIS_URL.read()):
            valkey = await self._start_service("valkey", Valkey(self._plan.data_dir))
            # A worker may reconnect to a restarted broker and yet take no task (celery/celery#8030): restart it.
            valkey.on_death = self._restart_workers
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

    async def _start_service(self, name: str, service: Postgres | Valkey) -> Child:
        child = Child(name, service.program, self._registry)
        self._services.append(child)
        child.start()
        await until(lambda: service.is_ready(child.pid or 0), lambda: child.deaths >= _SERVICE_DEATHS, name)
        return child

    def _restart_workers(self) -> None:
        for product in self._products:
            product.restart_workers()

    async def _migrate(self, release: Release) -> None:
        say("Bringing the database up to date …")
        await manage("migrate", "--verbosity=1", "--no-input", environment=self._environment, release=release)
        if self._stamp is not None:
            self._stamp.renew(release.folder)

    async def _seed(self, is_new: bool) -> None:
        if self._plan.seed:
            if is_new:
                say("Filling the database with the demo world, if it is empty …")
            await manage("seed", "--if-empty", environment=self._environment)

    def _prepare(self) -> None:
        """Completes the environment that web processes and workers share."""
        metrics = self._plan.data_dir / "metrics"
        shutil.rmtree(metrics, ignore_errors=True)
        metrics.mkdir()
        self._environment |= {
            # Web processes share their metrics through files, so that each of them can return all.
            "PROMETHEUS_MULTIPROC_DIR": str(metrics),
            # The C library would keep freed memory separately for every thread that ever ran: threads come with
            # requests.
            "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
            # And it would keep the memory in which a password is hashed, 19 MiB, for the next sign-in.
            "MALLOC_MMAP_THRESHOLD_": os.environ.get("MALLOC_MMAP_THRESHOLD_", str(2**20)),
            "MALLOC_TRIM_THRESHOLD_": os.environ.get("MALLOC_TRIM_THRESHOLD_", str(2**21)),
            # A worker then ends on SIGTERM within its soft limit, and puts unfinished tasks back into the queue.
            "REMAP_SIGTERM": "SIGQUIT",
        }


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
