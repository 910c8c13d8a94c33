"""A worker or the timetable, as `manage.py up` starts them.

`python -m chatproject.work worker NAME QUEUE PROCESSES`, `python -m chatproject.work beat`. Celery's own command line
can do the same, and takes another ten megabytes.
"""

import socket
import sys
import warnings

from chatproject.celery import app
from chatproject.supervisor.parent_death import die_with_parent


def main() -> None:
    kind, *arguments = sys.argv[1:]
    die_with_parent()
    if kind == "worker":
        work(*arguments)
    else:
        app.Beat(quiet=True).run()


def work(name: str, queue: str, processes: str) -> None:
    """Takes tasks from `queue`. Two workers must not have the same name: they would answer for each other."""
    warnings.filterwarnings("ignore", "You're running the worker with superuser privileges")
    worker = app.Worker(
        hostname=f"{name}@{socket.gethostname()}",
        queues=[queue],
        concurrency=int(processes),
        without_gossip=True,
        without_mingle=True,
        # Nothing consumes it, and without a broker the worker would retry it forever and never stop.
        without_heartbeat=True,
        quiet=True,
    )
    worker.start()
    sys.exit(worker.exitcode)


if __name__ == "__main__":
    main()
