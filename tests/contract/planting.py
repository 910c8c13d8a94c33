"""Plants a bug in a copy of the project, and runs the tests that must catch it."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parents[2]


class Mutant(NamedTuple):
    """In `path` the one `old` becomes `new`; `tests` is what is run against it."""

    name: str
    path: str
    old: str
    new: str
    tests: str


class Change(NamedTuple):
    """Replaces the only occurrence of `old` in `path` with `new`."""

    path: str
    old: str
    new: str


def is_caught(mutant: Mutant) -> bool:
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        plant(mutant.name, [Change(mutant.path, mutant.old, mutant.new)], Path(folder))
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-p", "no:cacheprovider"]
        run = subprocess.run([*command, *mutant.tests.split(" ", 2)], cwd=folder, capture_output=True, text=True)
    failed = re.findall(r"^(?:FAILED|ERROR|SUBFAILED\S*) .*::(\S+)", run.stdout, re.MULTILINE)
    said = (
        f"caught by {failed[0]}" if failed else "NOT CAUGHT" if run.returncode == 0 else f"broke: {run.stdout[-500:]}"
    )
    print(f"{mutant.name}: {said}", flush=True)  # noqa: T201
    return bool(failed)


def plant(name: str, changes: Sequence[Change], folder: Path) -> None:
    """Copies the project to the folder, with a bug. Fails if the code that the bug replaces has changed."""
    copy(folder)
    for change in changes:
        path = folder / change.path
        text = path.read_text()
        assert text.count(change.old) == 1, f"{name}: {text.count(change.old)} places in {change.path}"
        path.write_text(text.replace(change.old, change.new))


def copy(to: Path) -> None:
    """What git knows of, as it stands now."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=_ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        source = _ROOT / name
        if source.suffix in (".py", ".toml", ".html", ".txt") and source.exists():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).write_bytes(source.read_bytes())
