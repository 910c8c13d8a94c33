"""Runs a job in a child process with a time limit, and accepts only results that are valid."""

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
from django.conf import settings

from media.processing.outcome import Outcome, Refused

log = logging.getLogger(__name__)

#: Seconds of wall-clock time, more than the CPU time: a machine may be busy.
PATIENCE = 180
_ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "MALLOC_ARENA_MAX": "1", "LANG": "C.UTF-8"}
_ROOT = Path(__file__).resolve().parents[2]
_decode = msgspec.json.Decoder(Outcome).decode
#: Exit codes of a process that exceeded its CPU time.
_OVERDONE = (-signal.SIGXCPU, -signal.SIGKILL)


def run(source: Path, folder: Path, job: str = "files") -> Outcome:
    """Processes a file by one of the modules. The results are in the folder, which is empty before.

    Always returns an outcome; never raises.
    """
    command = [sys.executable, "-m", "media.processing.child", str(source), str(folder), job]
    try:
        ended = subprocess.run(
            command,
            cwd=_ROOT,
            env=_ENVIRONMENT | {"MEDIA_HEIC": "on" if settings.MEDIA_HEIC else "off"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return Refused("took_too_long")
    if ended.returncode in _OVERDONE:
        return Refused("took_too_long")
    if ended.stderr:
        log.info("a job said %s", ended.stderr[-2000:].decode(errors="replace"))
    try:
        outcome: Outcome = _decode(ended.stdout)
        return outcome
    except msgspec.DecodeError:
        log.warning("a job ended with %d and without an outcome", ended.returncode)
        return Refused("unreadable")
