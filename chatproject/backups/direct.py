"""That backups reach PostgreSQL itself: a pooler moves a session to other connections, and passes on no log."""

import psycopg

from chatproject.backups.manifest import Bad

_SERVER_PID = "SELECT pg_backend_pid()"
_SAME = "SELECT system_identifier::text, current_database() FROM pg_control_system()"


def refuse_pooler(line: psycopg.Connection) -> None:
    """Only a pooler invents the process number that a client receives."""
    [(pid,)] = line.execute(_SERVER_PID)
    if pid != line.info.backend_pid:
        raise Bad(
            f"The address of {line.info.host} leads to a pooler, and a backup needs PostgreSQL itself. Set "
            "BACKUP_DATABASE_URL to its address (or name it with --database-url)."
        )


def refuse_other_database(url: str, direct: str) -> None:
    """Raises Bad if the two addresses lead to different databases."""
    try:
        with psycopg.connect(url) as one, psycopg.connect(direct) as other:
            refuse_pooler(other)
            is_same = one.execute(_SAME).fetchone() == other.execute(_SAME).fetchone()
    except psycopg.Error as error:
        raise Bad(f"BACKUP_DATABASE_URL cannot be used: {error}") from error
    if not is_same:
        raise Bad("BACKUP_DATABASE_URL leads to another database than DATABASE_URL. It has to be the same one.")
