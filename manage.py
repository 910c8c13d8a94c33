#!/usr/bin/env python
"""Django's command line for Parlance."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path

#: Those that write into the project, which may be root's.
_OF_THE_PROJECT = frozenset({"compilemessages", "compiletemplates", "generate", "makemessages", "makemigrations"})
#: Those that read and write where root says, outside of DATA_DIR. Parlance may be stopped, and for restoring it must
#: be, so PostgreSQL runs for as long as the command does.
_OF_BACKUPS = frozenset({"backup", "restore", "move", "upgrade"})


def main() -> None:
    command = "".join(sys.argv[1:2])
    if command == "up":
        # The only command that runs before there is a database. It needs no Django and starts faster without it.
        from chatproject.supervisor.up import main as up

        sys.exit(up(sys.argv[2:]))
    from chatproject.supervisor.output import Refusal

    try:
        if os.geteuid() == 0 and command not in _OF_THE_PROJECT:
            _join_owner(is_of_backups=command in _OF_BACKUPS)
        _run(command)
    except Refusal as refusal:
        sys.exit(str(refusal))


def _join_owner(*, is_of_backups: bool) -> None:
    from chatproject.settings.environment.backups import BACKUP_TO
    from chatproject.supervisor.account import join_owner
    from chatproject.supervisor.plan import data_dir

    address = BACKUP_TO.read() if is_of_backups else ""
    shared = [Path(address)] if address and "://" not in address and _is_for_backups(Path(address)) else []
    join_owner(data_dir(), *shared, may_return=is_of_backups)


def _is_for_backups(folder: Path) -> bool:
    """Whether it has nothing else in it."""
    if not folder.is_dir():
        return not folder.exists()
    return (folder / "repository.json").exists() or not any(folder.iterdir())


def _run(command: str) -> None:
    if command == "upgrade-database":
        from chatproject.backups.upgrading import main as upgrade

        sys.exit(upgrade())
    if command == "restart":
        from chatproject.supervisor.restarting import main as restart

        sys.exit(restart())
    from chatproject.supervisor.private import lent

    with lent() if command in _OF_BACKUPS else nullcontext():
        _run_in_django()


def _run_in_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatproject.settings.development")
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError
    from redis import ConnectionError as ValkeyError

    from chatproject.management.utility import Utility
    from chatproject.settings.environment.kinds import Invalid

    try:
        Utility(sys.argv).execute()
    except (OperationalError, ValkeyError) as error:
        from chatproject.supervisor.state import HOW_TO_START

        sys.exit(f"{str(error).strip()}\n\n{HOW_TO_START}")
    except (ImproperlyConfigured, Invalid) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
