"""Tasks that say in a file what becomes of them, and a worker of the product's kind that takes them.

`python -m tests.broker.tasks NAME QUEUE`
"""

import sys
import time
from pathlib import Path

from chatproject.celery import app
from chatproject.contract.errors import Unavailable
from chatproject.work import work
from media.queueing import AGAIN


def note(path: str, line: str) -> None:
    with Path(path).open("a") as notes:
        notes.write(f"{line}\n")


@app.task(name="tests.broker.hold")
def hold(notes: str, name: str) -> None:
    """Begins, waits for the file `<name>.go`, and ends."""
    note(notes, f"{name} began")
    while not Path(notes).with_name(f"{name}.go").exists():
        time.sleep(0.02)
    note(notes, f"{name} ended")


@app.task(name="tests.broker.fail_twice", bind=True, **AGAIN)
def fail_twice(self, notes: str) -> None:  # type: ignore[no-untyped-def]
    note(notes, f"try {self.request.retries}")
    if self.request.retries < 2:
        raise Unavailable


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], "1")
