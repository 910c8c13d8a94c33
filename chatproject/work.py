"""A worker or the timetable, as `manage.py up` starts them.

`python -m chatproject.work worker NAME QUEUE PROCESSES`, `python -m chatproject.work beat SCHEDULE`. Celery's own
command line can do the same, and takes another ten megabytes.
"""

import socket
import sys
import warnings

from chatproject.celery import app


def main() -> None:
    kind, *arguments = sys.argv[1:]
    if kind == "worker":
        work(*arguments)
    else:
        keep_time(*arguments)


def work(name: str, queue: str, processes: str) -> None:
    """Takes tasks from `queue`. No two workers may have one name: they would answer for each other."""
    warnings.filterwarnings("ignore", "You're running the worker with superuser privileges")
    worker = app.Worker(
        hostname=f"{name}@{socket.gethostname()}",
        queues=[queue],
        concurrency=int(processes),
        without_gossip=True,
        without_mingle=True,
        quiet=True,
    )
    worker.start()
    sys.exit(worker.exitcode)


def keep_time(schedule: str) -> None:
    """Queues what the timetable says; the file `schedule` remembers when it last did."""
    app.Beat(schedule=schedule, quiet=True).run()


if __name__ == "__main__":
    main()
