"""The state of DATA_DIR between commands: its holder, the addresses of its services, seen migrations, and the secrets.

The secrets are those of a development start: generated once. Production has its own.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from chatproject.settings.environment import server
from chatproject.supervisor.output import Refusal
from chatproject.supervisor.plan import PROJECT

HOW_TO_START = (
    "PostgreSQL and Valkey do not respond. Start them with `make run` (or `manage.py up`) in another terminal, "
    "or set DATABASE_URL and REDIS_URL."
)

# The shortest limit is macOS's, 104 bytes with the closing NUL; the longest name in the folder is `.s.PGSQL.5432.lock`.
_LONGEST = 103 - len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Services:
    """The addresses of PostgreSQL (postgresql://…) and Valkey (redis://… or unix://…)."""

    database_url: str
    redis_url: str


def locate(data_dir: Path, environment: Mapping[str, str] = os.environ) -> Services:
    """Returns the services of `data_dir`, running or not: the environment has priority, then what the last
    start wrote.
    """
    written = asdict(own_services(data_dir)) | read_json(data_dir / "services.json")
    return Services(
        server.DATABASE_URL.read(environment) or written["database_url"],
        server.REDIS_URL.read(environment) or written["redis_url"],
    )


def publish(data_dir: Path, services: Services) -> None:
    """Writes the addresses that `locate` returns from now on."""
    write_json(data_dir / "services.json", asdict(services))


def own_services(data_dir: Path) -> Services:
    """Returns the addresses of the servers that are started for `data_dir`."""
    sockets = socket_folder(data_dir)
    return Services(f"postgresql://parlance@/parlance?host={sockets}", f"unix://{sockets}/valkey.sock?db=0")


def socket_folder(data_dir: Path) -> Path:
    """Returns the folder of our servers' sockets: in DATA_DIR, or elsewhere if that is too long for an address."""
    beside = data_dir / "run"
    if len(os.fsencode(beside)) <= _LONGEST:
        return beside
    name = f"parlance-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]}"
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    if not runtime.is_dir() or len(os.fsencode(runtime / name)) > _LONGEST:
        runtime = Path("/tmp")
    return runtime / name


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


def hold(data_dir: Path, *, to_run: bool = False, opened: int | None = None) -> IO[str]:
    """Holds `data_dir` for this process until the returned file is closed, or the process ends in whatever way.

    `to_run`: `supervisor_of` returns this process. `opened` is the folder, if its path may lead elsewhere by now.
    """
    path = data_dir / "up.lock" if opened is None else "up.lock"
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        lock = os.fdopen(os.open(path, flags, 0o666, dir_fd=opened), "a+")
    except OSError as error:
        raise Refusal(f"{data_dir}/up.lock cannot be opened: {error.strerror}.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Refusal(
            f"Parlance already runs with {data_dir}. Stop that one, or set another DATA_DIR (and PORT)."
        ) from None
    with contextlib.suppress(OSError):  # a full disk
        lock.truncate(0)
        lock.write(str(os.getpid()) if to_run else "")
        lock.flush()
    return lock


def supervisor_of(data_dir: Path) -> int | None:
    """Returns the process that runs Parlance there, or did last; None if it is of an earlier release."""
    text = (data_dir / "up.lock").read_text()
    return int(text) if text.isdecimal() else None


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Replaces `path` by an object for `read_json`."""
    write_privately(path, json.dumps(content))


def write_privately(path: Path, text: str, owner: tuple[int, int] | None = None) -> None:
    """Replaces `path` in one step, readable by its owner only: this account, or another (uid, gid)."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with _new(draft) as file:
            file.write(text)
            if owner is not None:
                os.fchown(file.fileno(), *owner)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _new(path: Path) -> IO[str]:
    """Opens a file that does not exist, not even as a link."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w")


def read_json(path: Path) -> dict[str, Any]:
    """Returns the object in `path`; empty if there is none, or an incomplete one after a crash."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


class Stamp:
    """Remembers that the database is migrated, so that a start without new migrations need not load Django to check.

    A file next to the data: it is deleted with the data, and no longer fits when a migration or a requirement changed.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "postgres" / "migrated"

    def fits(self) -> bool:
        try:
            return self._path.read_text() == _fingerprint()
        except FileNotFoundError:
            return False

    def renew(self, project: Path = PROJECT) -> None:
        """Writes the stamp. Without it the next start only takes longer."""
        with contextlib.suppress(OSError):
            write_privately(self._path, _fingerprint(project))


def _fingerprint(project: Path = PROJECT) -> str:
    """Returns a digest of every migration of the project, and of the versions that bring the others."""
    digest = hashlib.sha256()
    migrations = [*project.glob("*/migrations/*.py"), *project.glob("*/*/migrations/*.py")]
    for path in [*sorted(migrations), project / "requirements.txt"]:
        digest.update(f"{path.relative_to(project)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


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
        with _new(draft) as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
