#!/usr/bin/env python
"""Django's command line for Parlance."""

import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["up"]:
        # The only command that runs before there is a database. It needs no Django and starts faster without it.
        from chatproject.supervisor.up import main as up

        sys.exit(up(sys.argv[2:]))
    if sys.argv[1:2] == ["upgrade-database"]:
        from chatproject.backups.upgrading import main as upgrade

        sys.exit(upgrade())
    # `user erase` writes for workers and backups, which run as that account.
    is_erasing = sys.argv[1:3] == ["user", "erase"]
    if is_erasing or sys.argv[1:2] in (["seed"], ["media"], ["doctor"], ["restart"]):
        from chatproject.supervisor.account import join_owner
        from chatproject.supervisor.plan import data_dir

        join_owner(data_dir())
    if sys.argv[1:2] == ["restart"]:
        from chatproject.supervisor.restarting import main as restart

        sys.exit(restart())
    if sys.argv[1:2] in (["backup"], ["restore"], ["move"], ["upgrade"]):
        # Parlance may be stopped, and for restoring it must be, so PostgreSQL runs for as long as the command does.
        from chatproject.supervisor.private import lend

        if (code := lend(sys.argv[1:])) is not None:
            sys.exit(code)
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
