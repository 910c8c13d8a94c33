"""`manage.py restart`: the running `manage.py up` replaces its processes by those of this release, without a gap.

The command writes what it wants into DATA_DIR and sends a signal; the supervisor writes what became of it.
"""

import asyncio
import contextlib
import os
import secrets
import signal
import time
from pathlib import Path

from chatproject.supervisor.machine import Machine
from chatproject.supervisor.output import say
from chatproject.supervisor.plan import data_dir
from chatproject.supervisor.release import Release
from chatproject.supervisor.state import is_running, read_json, supervisor_of, write_json

DESCRIPTION = "Replace the running processes by those of this release, while people use them."
SIGNAL = signal.SIGUSR2
_WANTED, _DONE = "restart.json", "restarted.json"
_NOT_RUNNING = "Parlance does not run here. Start it: `manage.py up`, or `systemctl start parlance`."
_EARLIER = (
    "Parlance was started by an earlier release, which cannot do this. Restart it once: `systemctl restart parlance`."
)
_OUTDATED = (
    "`manage.py up` itself, PostgreSQL or Valkey are of the release before. This works; restart them when a gap of "
    "some seconds is acceptable: `systemctl restart parlance`."
)


def main() -> int:
    """Asks the supervisor of DATA_DIR and waits until it is done. Returns the exit code."""
    folder = data_dir()
    if not is_running(folder):
        say(_NOT_RUNNING)
        return 1
    if (pid := supervisor_of(folder)) is None:
        say(_EARLIER)
        return 1
    id = secrets.token_hex(8)
    release = Release()
    write_json(folder / _WANTED, {"id": id, "folder": str(release.folder), "python": release.python})
    os.kill(pid, SIGNAL)
    while (done := read_json(folder / _DONE)).get("id") != id:
        if supervisor_of(folder) != pid or not is_running(folder):
            say("Parlance ended. Its log says why.")
            return 1
        time.sleep(0.2)
    say(done["refused"] or "Restarted: the processes of this release serve.")
    if done["is_outdated"]:
        say(_OUTDATED)
    return 1 if done["refused"] else 0


async def renew_when_asked(machine: Machine, folder: Path, asked: asyncio.Event) -> None:
    """Serves one request after the other. One that cannot be fulfilled leaves everything as it was."""
    while True:
        await asked.wait()
        asked.clear()
        wanted = read_json(folder / _WANTED)
        refused, is_outdated = "", False
        try:
            release = Release(Path(wanted["folder"]), wanted["python"])
            await machine.renew(release)
            is_outdated = machine.is_outdated(release)
        except Exception as error:  # no error in it may end the supervision
            refused = f"Nothing was replaced. {error or type(error).__name__}"
            say(refused)
        with contextlib.suppress(OSError):  # a full disk
            write_json(folder / _DONE, {"id": wanted.get("id"), "refused": refused, "is_outdated": is_outdated})
