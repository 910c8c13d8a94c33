"""Starts a process that may take hours from a worker, which must not wait for it."""

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from functools import partial

from chatproject.supervisor.parent_death import die_with


def start(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Starts a process that leaves no zombie when it ends, and that is asked to end when this one does."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # The supervisor kills the group of a worker that ended: this one is to clean up first.
        start_new_session=True,
        preexec_fn=partial(die_with, os.getpid(), signal.SIGTERM),
    )
    threading.Thread(target=process.wait, daemon=True, name="backup").start()
    return process
