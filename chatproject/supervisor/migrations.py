"""The migrations that our own database has seen, so that a start without new ones need not load Django to check."""

import contextlib
import hashlib
from pathlib import Path

from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.state import write_privately


class Stamp:
    """A file next to the data: it is deleted with the data, and no longer fits when a migration or a
    requirement changed.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / "migrated"

    def fits(self) -> bool:
        try:
            return self._path.read_text() == fingerprint()
        except FileNotFoundError:
            return False

    def renew(self) -> None:
        """Writes the stamp. Without it the next start only takes longer."""
        with contextlib.suppress(OSError):
            write_privately(self._path, fingerprint())


def fingerprint(project: Path = PROJECT) -> str:
    """Returns a digest of every migration of the project, and of the versions that bring the others."""
    digest = hashlib.sha256()
    for path in [*sorted(project.glob("*/migrations/*.py")), project / "requirements.txt"]:
        digest.update(f"{path.relative_to(project)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
