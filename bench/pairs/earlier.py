"""An earlier commit of this project, with its own environment, ready to be started."""

import subprocess
from pathlib import Path

from bench.machine import PROJECT
from bench.progress import say

_KEPT = PROJECT / "var" / "bench" / "commits"


def checkout(commit: str) -> Path:
    """Returns the folder of `commit`, created on first use and kept; its own Makefile installs it."""
    name = _git("rev-parse", "--verify", f"{commit}^{{commit}}")
    folder = _KEPT / name
    if not folder.exists():
        say(f"==> Checking out {name[:12]}")
        _git("worktree", "prune")
        _git("clone", "--quiet", "--no-checkout", str(PROJECT), str(folder))
        subprocess.run(["git", "-C", folder, "checkout", "--quiet", "--detach", name], check=True)
    subprocess.run(["make", "--silent", ".venv/.runtime", "client"], cwd=folder, check=True)
    return folder


def _git(*words: str) -> str:
    done = subprocess.run(["git", "-C", PROJECT, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()
