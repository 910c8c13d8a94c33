"""Everything `manage.py up` says, one line at a time, with the name of who says it."""

import contextlib
import os
import sys

_NAME_WIDTH = 9
_COLOURS = {
    "parlance": "1;36",
    "postgres": "34",
    "valkey": "35",
    "worker": "33",
    "media": "33",
    "notifications": "33",
    "beat": "33",
}


def say(text: str, name: str = "parlance") -> None:
    """Prints each line of `text` behind `name`. A full disk or a closed pipe loses lines, and nothing else."""
    for line in text.splitlines() or [""]:
        with contextlib.suppress(OSError):
            print(f"{_painted(name)} {line}".rstrip(), flush=True)


class Refusal(Exception):
    """The start cannot go on; its text tells the reader what to do about it."""


def _painted(name: str) -> str:
    prefix = f"{name:<{_NAME_WIDTH}}|"
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return prefix
    return f"\033[{_COLOURS.get(name, '32')}m{prefix}\033[0m"
