"""Ends children of a supervisor that dies. Linux sends them a signal (preexec.py); elsewhere our own programs poll."""

import os
import signal
import sys
import threading
import time


def die_with_parent() -> None:
    """Ends this process as SIGTERM would, soon after the process that started it is gone."""
    if sys.platform != "linux":
        threading.Thread(target=_watch, args=(os.getppid(),), daemon=True, name="parent").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
