"""The state of DATA_DIR between commands: which process holds it, the addresses of its services, and the secrets.

The secrets are those of a development start: generated once. Production has its own.
"""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from chatproject.settings.environment import server
from chatproject.supervisor.output import Refusal

HOW_TO_START = (
    "PostgreSQL and Valkey do not respond. Start them with `make run` (or `manage.py up`) in another terminal, "
    "or set DATABASE_URL and REDIS_URL."
)


@dataclass(frozen=True)
class Services:
    """The addresses of PostgreSQL (postgresql://…) and Valkey (redis://… or unix://…)."""

    database_url: str
    redis_url: str


def locate(data_dir: Path, environment: Mapping[str, str] = os.environ) -> Services:
    """Returns the services of `data_dir`, running or not: the environment has priority, then what the last
    start wrote.
    """
    written = read_json(data_dir / "services.json")
    sockets = data_dir / "run"
    return Services(
        server.DATABASE_URL.read(environment) or written.get("database_url") or database_url(sockets),
        server.REDIS_URL.read(environment) or written.get("redis_url") or redis_url(sockets),
    )


def publish(data_dir: Path, services: Services) -> None:
    """Writes the addresses that `locate` returns from now on."""
    write_privately(data_dir / "services.json", json.dumps(asdict(services)))


def database_url(sockets: Path) -> str:
    return f"postgresql://parlance@/parlance?host={sockets}"


def redis_url(sockets: Path) -> str:
    return f"unix://{sockets}/valkey.sock?db=0"


def is_running(data_dir: Path) -> bool:
    """Whether a supervisor holds `data_dir` at this moment."""
    try:
        with (data_dir / "up.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def hold(data_dir: Path) -> IO[str]:
    """Holds `data_dir` for this process until the returned file is closed, or the process ends in whatever way."""
    lock = (data_dir / "up.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Refusal(
            f"Parlance already runs with {data_dir}. Stop that one, or set another DATA_DIR (and PORT)."
        ) from None
    return lock


def write_privately(path: Path, text: str) -> None:
    """Replaces `path` in one step, readable by its owner only."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.touch(mode=0o600)
        draft.write_text(text)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def read_json(path: Path) -> dict[str, Any]:
    """Returns the object in `path`; empty if there is none, or an incomplete one after a crash."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def kept_key(data_dir: Path, name: str) -> str:
    """Returns the secret `name` of this folder: the same in every process, whichever asks first."""
    path = data_dir / name
    while True:
        try:
            return path.read_text()
        except FileNotFoundError:
            _offer(path)


def make_data_dir(data_dir: Path) -> None:
    """Creates the folder, closed to others.

    If root lends PostgreSQL an account, that can traverse to its own folder.
    """
    data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)


def _offer(path: Path) -> None:
    make_data_dir(path.parent)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
