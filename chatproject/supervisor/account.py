"""The account that runs PostgreSQL and Valkey, and the folder of their Unix sockets.

PostgreSQL refuses root, so root lends them an existing account.
"""

import hashlib
import os
import pwd
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from chatproject.supervisor.output import Refusal

_LENT = ("postgres", "nobody")
# The shortest limit is macOS's, 104 bytes with the closing NUL; the longest name in the folder is `.s.PGSQL.5432.lock`.
_LONGEST = 103 - len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Account:
    """An operating-system account; `is_lent` if it is not the one that runs this process."""

    name: str
    uid: int
    gid: int
    is_lent: bool

    def own(self, folder: Path, mode: int = 0o700) -> Path:
        """Creates `folder` if it is missing, and ensures that only this account can access it."""
        folder.mkdir(mode=mode, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (self.uid, os.geteuid()):
            raise Refusal(f"{folder} belongs to another account. Remove it, or choose another DATA_DIR.")
        if self.is_lent:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)
        folder.chmod(mode)
        return folder

    def reaches(self, path: Path) -> bool:
        """Whether this account may traverse to `path`. Root's own folders are closed to a lent one."""
        return not self.is_lent or all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)


def service_account(data: Path) -> Account:
    """Returns the account for services that keep their files in `data`: its owner, if `data` exists."""
    if os.geteuid() != 0:
        me = _known(os.geteuid())
        return Account(me.pw_name, me.pw_uid, me.pw_gid, is_lent=False)
    entry = _known(data.stat().st_uid) if data.exists() and data.stat().st_uid else _first_lent()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, is_lent=True)


def socket_folder(data_dir: Path, account: Account) -> Path:
    """Creates the folder, open to `account` alone."""
    return account.own(socket_place(data_dir))


def socket_place(data_dir: Path) -> Path:
    """Returns where the folder is, or will be: in DATA_DIR, or on a shorter path if that is too long for an address."""
    beside = data_dir / "run"
    if len(os.fsencode(beside)) <= _LONGEST:
        return beside
    name = f"parlance-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]}"
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    if not runtime.is_dir() or len(os.fsencode(runtime / name)) > _LONGEST:
        runtime = Path("/tmp")
    return runtime / name


def _known(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise Refusal(
            f"User id {uid} has no account here, and PostgreSQL requires one. Set DATABASE_URL and REDIS_URL."
        ) from None


def _first_lent() -> pwd.struct_passwd:
    for name in _LENT:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Refusal(
        "PostgreSQL does not run as root, and there is no account `nobody` to lend it. Start as an ordinary user."
    )
