"""A worker, the timetable or the keeper of PostgreSQL's log, as `manage.py up` starts them.

`python -m chatproject.work worker NAME QUEUE PROCESSES`, `python -m chatproject.work beat`, `python -m chatproject.work
wal`. Celery's own command line can do the same as the first two, and takes another ten megabytes.
"""

import socket
import sys
import warnings

import django

from chatproject.celery import app
from chatproject.health import consuming
from chatproject.supervisor.parent_death import die_with_parent


def main() -> None:
    kind, *arguments = sys.argv[1:]
    die_with_parent()
    if kind == "worker":
        work(*arguments)
    elif kind == "wal":
        keep_log()
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
    consuming.watch(app, queue)
    worker.start()
    sys.exit(worker.exitcode)


def keep_log() -> None:
    """Runs without end. See BACKUP_WAL."""
    django.setup()
    from chatproject.backups.wal.streaming import stream

    stream()


if __name__ == "__main__":
    main()
