"""The options of `manage.py up`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chatproject.settings.environment import backups, server

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Plan:
    """`seed`: fill an empty database with the demo world. `bind` and `port`: where the web processes listen.

    `beat`: run the timetable, which one host does for all. `wal`: keep the log of PostgreSQL, on the same host.
    """

    data_dir: Path
    bind: str = "127.0.0.1"
    port: int = 8000
    web_processes: int = 1
    seed: bool = False
    beat: bool = True
    wal: bool = False

    @property
    def address(self) -> str:
        host = f"[{self.bind}]" if ":" in self.bind else self.bind
        return f"http://{host}:{self.port}"

    @classmethod
    def from_environment(cls, seed: bool, environment: Mapping[str, str] = os.environ) -> "Plan":
        return cls(
            data_dir=data_dir(environment),
            bind=server.BIND.read(environment),
            port=server.PORT.read(environment),
            web_processes=server.WEB_PROCESSES.read(environment, _usable_cores()),
            seed=seed,
            beat=server.BEAT.read(environment),
            wal=server.BEAT.read(environment) and backups.BACKUP_WAL.read(environment),
        )


def _usable_cores() -> int:
    """One web process for each core: with more, each event is only received more often, and batches get smaller."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)


def data_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Returns DATA_DIR, or `var` in the project, in whichever folder the command runs."""
    return named_data_dir(environment).resolve()


def named_data_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Returns DATA_DIR as it is written, which may be a link."""
    return Path(server.DATA_DIR.read(environment) or PROJECT / "var")
