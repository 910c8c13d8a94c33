"""A process that commits and publishes nothing: operations run in it as in a process that dies before it publishes.

As a program it reads one operation a line and answers it in one.
"""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.contract.client import Person
from tests.contract.server import Services

_ROOT = Path(__file__).resolve().parents[2]


class Elsewhere:
    """A process whose Valkey does not exist."""

    def __init__(self, services: Services) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.contract.elsewhere"],
            cwd=_ROOT,
            env={**services.environment(), "REDIS_URL": "unix:///nowhere/valkey.sock?db=0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> "Elsewhere":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)

    def do(self, operation: str, actor: Person, **fields: Any) -> None:
        """Run `module.operation` as this person; returns once it is committed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"operation": operation, "actor": actor.id, "fields": fields}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer == "done\n", answer


def main() -> None:
    import django

    django.setup()
    from accounts.models import User

    for line in sys.stdin:
        asked = json.loads(line)
        module, _, name = asked["operation"].rpartition(".")
        try:
            operation = getattr(import_module(module), name)
            operation(actor=User.objects.get(pk=asked["actor"]), **asked["fields"])
            print("done", flush=True)  # noqa: T201
        except Exception as error:
            print(repr(error), flush=True)  # noqa: T201
    os._exit(0)


if __name__ == "__main__":
    main()
