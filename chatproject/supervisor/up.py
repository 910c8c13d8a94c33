"""The command itself: holds DATA_DIR, runs the machine until it is stopped, and leaves nothing running."""

import argparse
import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence

from chatproject.settings.environment import server
from chatproject.settings.environment.declared import problems
from chatproject.supervisor.account import step_down
from chatproject.supervisor.folders import opened_below
from chatproject.supervisor.handing_over import opened
from chatproject.supervisor.listeners import Listeners
from chatproject.supervisor.machine import Machine
from chatproject.supervisor.output import Refusal, never_waiting, say
from chatproject.supervisor.parent_death import ChildRegistry
from chatproject.supervisor.plan import PROJECT, Plan, named_data_dir
from chatproject.supervisor.program import watch_exits
from chatproject.supervisor.restarting import SIGNAL, renew_when_asked
from chatproject.supervisor.state import hold, make_data_dir

DESCRIPTION = "Start PostgreSQL, Valkey, web processes, worker and beat, and keep them running until Ctrl-C."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", action="store_true", help="Fill an empty database with the demo world.")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("manage.py up", description=DESCRIPTION)
    add_arguments(parser)
    return up(seed=parser.parse_args(arguments).seed)


def up(seed: bool = False) -> int:
    """Runs until Ctrl-C or SIGTERM; returns the exit code of the command."""
    with never_waiting():
        return _up(seed)


def _up(seed: bool) -> int:
    try:
        _refuse_invalid_settings()
        plan = Plan.from_environment(seed)
        _make_data_dir(plan)
        with (
            _opened(plan) as place,
            hold(plan.data_dir, to_run=True, opened=place),
            contextlib.closing(Listeners(plan)) as listeners,
        ):
            registry = ChildRegistry(plan.data_dir)
            registry.end_leftovers()
            step_down(plan.data_dir, place)
            asyncio.run(_run(Machine(plan, listeners, registry), plan))
    except Refusal as refusal:
        say(str(refusal))
        return 1
    except OSError as error:
        say(f"The start failed: {error}")
        return 1
    return 0


async def _run(machine: Machine, plan: Plan) -> None:
    watch_exits()
    stopped, asked = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stopped.set)
    loop.add_signal_handler(SIGNAL, asked.set)
    serving = asyncio.create_task(_serve(machine, plan, asked))
    waiting = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError, Refusal):
            await serving
        say("Ending …")
        await machine.stop()
        say("Ended; nothing is left running")


async def _serve(machine: Machine, plan: Plan, asked: asyncio.Event) -> None:
    await machine.start()
    await renew_when_asked(machine, plan.data_dir, asked)


def _refuse_invalid_settings() -> None:
    """Reports invalid settings before anything is created. Those of development are only read, without Django."""
    if server.DJANGO_SETTINGS_MODULE.read() == server.DJANGO_SETTINGS_MODULE.default:
        if found := problems():
            raise Refusal("\n".join(found))
        return
    command = (sys.executable, "-m", "chatproject.settings")
    ended = subprocess.run(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True, check=False)
    if ended.returncode:
        raise Refusal(ended.stderr.strip())


@contextlib.contextmanager
def _opened(plan: Plan) -> Iterator[int]:
    """Opens DATA_DIR. Root opens it as it is written: where links of others lead, nothing is given to an account."""
    way = opened(named_data_dir()) if os.geteuid() == 0 else opened_below(None, plan.data_dir)
    with way as place:
        if not os.path.samestat(os.fstat(place), plan.data_dir.stat()):
            raise Refusal(f"Something replaced {plan.data_dir} during the start.")
        yield place


def _make_data_dir(plan: Plan) -> None:
    try:
        make_data_dir(plan.data_dir)
        if not os.access(plan.data_dir, os.W_OK | os.X_OK):
            raise PermissionError
    except PermissionError:
        raise Refusal(f"{plan.data_dir} is not writable. Set another folder with DATA_DIR.") from None
