"""One child process that is kept running: restarted when it ends, and its lines are printed after its name."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import replace

from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.parent_death import ChildRegistry, Process
from chatproject.supervisor.program import Program, Running, exit_of, show

_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 10.0
_READY_WITHIN = 300.0  # after a crash PostgreSQL may have a long log to replay
_STEADY = 20.0  # after this long alive, the next death begins with the first pause again


class Child:
    """Calls `make` for the program before each start, so that it can clean up after a death."""

    def __init__(self, name: str, make: Callable[[], Program], registry: ChildRegistry) -> None:
        self.name = name
        self.deaths = 0
        self.on_death: Callable[[], None] = lambda: None
        self._make = make
        self._registry = registry
        self._program: Program | None = None
        self._process: Running | None = None
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The current process, if one is running."""
        return self._process.pid if self._process and self._process.returncode is None else None

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep(), name=self.name)

    def restart(self) -> None:
        """Ends the current process; another one follows."""
        if self._program:
            self._send(self._program.stop_signal)

    async def stop(self, patience: float, number: signal.Signals | None = None) -> None:
        """Ends it for good within `patience` seconds; by force, one second later, if it does not end.

        `number` asks it to end in another way than its program's signal.
        """
        self._stopping.set()
        if self._task is None:
            return
        if self.pid is None:
            self._task.cancel()  # it may be waiting for a fork
        if number is None:
            self.restart()
        else:
            self._send(number)
        if not await self._ended(patience) and self._program:
            say(f"does not end within {patience:.0f} s: forced", self.name)
            self._send(self._program.last_signal)
            if not await self._ended(1.0):
                self._send(signal.SIGKILL)
                await self._task

    async def _ended(self, patience: float) -> bool:
        assert self._task is not None
        done, _ = await asyncio.wait([self._task], timeout=patience)
        return bool(done)

    async def _keep(self) -> None:
        pause = _FIRST_PAUSE
        clock = asyncio.get_running_loop().time
        while not self._stopping.is_set():
            began = clock()
            end = await self._life()
            if self._stopping.is_set():
                return
            self.deaths += 1
            pause = _FIRST_PAUSE if clock() - began > _STEADY else pause
            say(f"{end}; starting it again in {pause:.1f} s", self.name)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _life(self) -> str:
        """Runs from one start to its end; returns how it ended. No error in it may end the supervision."""
        try:
            return f"ended ({_how(await self._live())})"
        except Exception as error:
            return f"cannot be started ({error or type(error).__name__})"

    async def _live(self) -> int:
        self._program = replace(self._make(), name=self.name)
        self._process, reader = await show(self._program)
        try:
            self._registry.add(self.name, Process.seen(self._process.pid, self._program.stop_signal))
            return await exit_of(self._process)
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                # Everything that it started (a Celery worker's pool, for example) ends with it.
                os.killpg(self._process.pid, signal.SIGKILL)
            if not self._stopping.is_set():
                self.on_death()
            self._registry.remove(self._process.pid)
            await reader.close()

    def _send(self, number: signal.Signals) -> None:
        if self.pid is not None:
            os.kill(self.pid, number)


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


async def until(is_ready: Callable[[], bool | Awaitable[bool]], is_hopeless: Callable[[], bool], name: str) -> None:
    """Waits for `is_ready`, with a message now and then."""
    clock = asyncio.get_running_loop().time
    began = reported = clock()
    while True:
        answer = is_ready()
        if answer if isinstance(answer, bool) else await answer:
            return
        if is_hopeless() or clock() - began > _READY_WITHIN:
            raise Refusal(f"{name} does not start; see its lines above.")
        if clock() - reported > 10:
            reported = clock()
            say(f"still waiting for {name}, {reported - began:.0f} s")
        await asyncio.sleep(0.03)
