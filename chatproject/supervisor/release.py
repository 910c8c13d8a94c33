"""A release of Parlance: a folder of the project, and the Python with its packages."""

import sys
from dataclasses import dataclass
from pathlib import Path

from chatproject.supervisor.plan import PROJECT


@dataclass(frozen=True)
class Release:
    """The one that this process belongs to, unless others are given."""

    folder: Path = PROJECT
    python: str = sys.executable
