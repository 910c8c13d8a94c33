"""The folder of the Unix sockets: in DATA_DIR, or on a shorter path if that is too long for a socket address."""

import hashlib
import os
import tempfile
from pathlib import Path

from chatproject.supervisor.account import Account

# The shortest limit is macOS's, 104 bytes with the closing NUL; the longest name in the folder is `.s.PGSQL.5432.lock`.
_LONGEST = 103 - len("/.s.PGSQL.5432.lock")


def socket_folder(data_dir: Path, account: Account) -> Path:
    """Creates the folder, open to `account` alone."""
    return account.own(socket_place(data_dir))


def socket_place(data_dir: Path) -> Path:
    """Returns where the folder is, or will be."""
    beside = data_dir / "run"
    if len(os.fsencode(beside)) <= _LONGEST:
        return beside
    name = f"parlance-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]}"
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    if not runtime.is_dir() or len(os.fsencode(runtime / name)) > _LONGEST:
        runtime = Path("/tmp")
    return runtime / name
