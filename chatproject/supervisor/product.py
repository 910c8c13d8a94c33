"""The processes of one release: the preload, web processes, workers and beat."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

from chatproject.supervisor.child import Child, until
from chatproject.supervisor.listeners import Listeners
from chatproject.supervisor.parent_death import ChildRegistry, adopt_orphans, start_of
from chatproject.supervisor.plan import Plan
from chatproject.supervisor.preloading import NAME, Preload
from chatproject.supervisor.program import Program
from chatproject.supervisor.release import Release

PATIENCE = 5.0
#: For a web process that has a successor, and how long it may take to end.
SUCCEEDED = signal.SIGUSR1
_UNHURRIED = 12.0
_WEB_DEATHS = 5
_WORK = "chatproject.work"


class Product:
    """`serve` and `work` start it; `stop` ends it, even after a partial start."""

    def __init__(
        self,
        plan: Plan,
        listeners: Listeners,
        registry: ChildRegistry,
        environment: dict[str, str],
        release: Release,
    ) -> None:
        self.release = release
        self._plan = plan
        self._listeners = listeners
        self._registry = registry
        self._environment = environment
        self._metrics = Path(environment["PROMETHEUS_MULTIPROC_DIR"])
        self._preload: Preload | None = None
        self._preloader: list[Child] = []
        self._web: list[Child] = []
        self._workers: list[Child] = []
        self._beat: list[Child] = []
        #: The numbers of the web processes that accept visitors. Each writes its own to the pipe once it does.
        self._accepting: set[int] = set()
        self._pipe = os.pipe()

    async def serve(self) -> None:
        """Returns once every web process accepts visitors. Raises Refusal if they do not start."""
        if adopt_orphans():
            self._preload = Preload(self._environment, self.release)
            self._start(NAME, self._preload.program, self._preloader).on_death = self._preload.hang_up
        asyncio.get_running_loop().add_reader(self._pipe[0], self._hear)
        for number in range(self._plan.web_processes):
            self._start_web(number)
        await until(lambda: len(self._accepting) == len(self._web), self.is_hopeless, "web")

    def work(self) -> None:
        """Starts the workers, beat, and what keeps PostgreSQL's log."""
        self._start_worker("worker", "parlance", 1)
        self._start_worker("media", "media", 1)
        self._start_worker("notifications", "notifications", 2)
        if self._plan.beat:
            self._start("beat", lambda: self._program("beat", _WORK, "beat"), self._beat)
        if self._plan.wal:
            self._start("wal", lambda: self._program("wal", _WORK, "wal"), self._beat)

    def restart_workers(self) -> None:
        for worker in self._workers:
            worker.restart()

    async def stop_web(self) -> None:
        """Ends the web processes one after the other, so that their clients do not all reconnect at once."""
        for number, child in enumerate(self._web):
            await child.stop(_UNHURRIED, SUCCEEDED)
            self._leave(number)

    async def stop_work(self) -> None:
        await self._end(self._workers + self._beat)

    async def stop(self) -> None:
        await self._end(self._preloader + self._web + self._workers + self._beat)
        if self._preload is not None:
            self._preload.hang_up()
        for number in range(len(self._web)):
            self._leave(number)
        asyncio.get_running_loop().remove_reader(self._pipe[0])
        for end in self._pipe:
            os.close(end)

    def _start_web(self, number: int) -> None:
        fds = (self._listeners.of(number).fileno(), self._pipe[1])
        options = ("--fd", str(fds[0]), "--tell", f"{fds[1]}:{number}")

        def program() -> Program:
            _forget_the_dead(self._metrics)
            return self._program(f"web.{number + 1}", "chatproject.web.serve", *options, fds=fds)

        self._start(f"web.{number + 1}", program, self._web).on_death = lambda: self._leave(number)

    def _hear(self) -> None:
        for number in os.read(self._pipe[0], 256):
            self._accepting.add(number)
            self._listeners.enter(number, self)

    def _leave(self, number: int) -> None:
        self._accepting.discard(number)
        self._listeners.leave(number, self)

    def is_hopeless(self) -> bool:
        """Whether web processes or the preload died again and again."""
        return any(child.deaths >= _WEB_DEATHS for child in self._web + self._preloader)

    def _start_worker(self, name: str, queue: str, processes: int) -> None:
        program = ("worker", name, queue, str(processes))
        self._start(name, lambda: self._program(name, _WORK, *program), self._workers)

    def _program(self, name: str, module: str, *arguments: str, fds: tuple[int, ...] = ()) -> Program:
        return Program(
            name,
            (self.release.python, "-m", module, *arguments),
            self._environment,
            folder=self.release.folder,
            fds=fds,
            unsaid=("Hitting Ctrl+C again", "Cold shutdown"),
            preload=self._preload,
        )

    def _start(self, name: str, make: Callable[[], Program], group: list[Child]) -> Child:
        child = Child(name, make, self._registry)
        group.append(child)
        child.start()
        return child

    @staticmethod
    async def _end(children: list[Child]) -> None:
        await asyncio.gather(*(child.stop(PATIENCE) for child in children))


def _forget_the_dead(metrics: Path) -> None:
    """Keeps counters; gauges (open sockets, for example) were values of a process that is gone."""
    for path in metrics.glob("gauge_live*.db"):
        if start_of(int(path.stem.rpartition("_")[2])) is None:
            path.unlink()
