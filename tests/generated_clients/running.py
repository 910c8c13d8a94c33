"""Generators, compilers and generated clients are programs."""

import subprocess
from pathlib import Path

from chatproject.supervisor.plan import PROJECT

DOCUMENT = PROJECT / "docs/api/openapi.json"


def run(*command: str, folder: Path) -> str:
    """Returns a program's output. A program that fails fails the test with its output."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
