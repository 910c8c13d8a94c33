"""A manage.py command as one step of the start: its lines are shown, and its failure is the failure of the start."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from chatproject.supervisor.lines import show
from chatproject.supervisor.output import Refusal
from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.program import Program
from chatproject.supervisor.reaper import exit_of


async def manage(*arguments: str, environment: Mapping[str, str]) -> None:
    """Runs `manage.py …` to its end, or ends it if the start is cancelled."""
    argv: tuple[str | Path, ...] = (sys.executable, PROJECT / "manage.py", *arguments)
    process, reader = await show(Program(arguments[0], argv, environment, folder=PROJECT))
    try:
        code = await exit_of(process)
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)
        await reader.close()
    if code != 0:
        raise Refusal(f"`manage.py {' '.join(arguments)}` failed; see its lines above.")
