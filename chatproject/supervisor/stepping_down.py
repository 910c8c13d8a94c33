"""When root starts Parlance, it gives up root before it starts anything that strangers can reach."""

import contextlib
import os
import pwd
import signal
import sys
import sysconfig
from pathlib import Path

from chatproject.settings.environment.declared import named_files
from chatproject.settings.environment.files import MEDIA_ROOT
from chatproject.settings.environment.server import RUN_AS
from chatproject.supervisor.account import Account, socket_place
from chatproject.supervisor.leftovers import end_server
from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.preexec import give_up_root

_NAMES = ("parlance", "nobody")


def step_down(data_dir: Path) -> None:
    """Hands DATA_DIR over to the account RUN_AS, and switches to it. Call it while nothing runs there.

    This includes the files of an earlier start, when only PostgreSQL and Valkey had an account.
    """
    wanted = RUN_AS.read()
    if os.geteuid() != 0 and not wanted:
        return
    account = _account(wanted)
    if account.uid == os.geteuid():
        return
    postgres, valkey = data_dir / "postgres" / "data", data_dir / "valkey"
    # Another account cannot end processes that still run as an earlier one.
    end_server(postgres / "postmaster.pid", postgres, signal.SIGINT)
    end_server(valkey / "valkey.pid", valkey, signal.SIGTERM)
    for folder in _folders(data_dir):
        hand_over(folder, account)
    give_up_root(account, may_walk=not _reaches_all(account, data_dir))
    os.environ |= {"HOME": str(data_dir), "USER": account.name, "LOGNAME": account.name}
    os.environ.pop("XDG_RUNTIME_DIR", None)
    refuse_what_it_cannot_read(account)
    say(f"Started by root; everything runs as {account.name}")


def join_owner(data_dir: Path) -> None:
    """Makes files that root's commands write into DATA_DIR belong to the account that Parlance runs as."""
    if os.geteuid() == 0 and data_dir.exists() and (uid := data_dir.stat().st_uid):
        owner = pwd.getpwuid(uid)
        account = Account(owner.pw_name, uid, owner.pw_gid, is_lent=True)
        give_up_root(account, may_walk=not _reaches_all(account, data_dir))


def hand_over(folder: Path, account: Account) -> None:
    """Works from the bottom up, so that an interrupted hand-over is completed the next time."""
    for place, _, files in os.walk(folder, topdown=False):
        for path in (*(os.path.join(place, name) for name in files), place):  # noqa: PTH118 (there may be a million)
            if os.lstat(path).st_uid != account.uid:
                os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _account(wanted: str) -> Account:
    """Returns the account `wanted`; without one, `parlance` if it exists, otherwise `nobody`."""
    for name in (wanted,) if wanted else _NAMES:
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            # Only root can start as another account, and PostgreSQL does not run as root.
            if found.pw_uid != 0 and os.geteuid() in (0, found.pw_uid):
                return Account(found.pw_name, found.pw_uid, found.pw_gid, is_lent=True)
    raise Refusal("RUN_AS must name an account of this machine, which is not root. Only root can start as another one.")


def _folders(data_dir: Path) -> list[Path]:
    folders = [data_dir]
    if media := MEDIA_ROOT.read():
        folders.append(Path(media).resolve())
        folders[-1].mkdir(mode=0o700, parents=True, exist_ok=True)
    sockets, home = socket_place(data_dir), data_dir / "postgres"
    earlier = {0, home.stat().st_uid} if home.exists() else {0}
    # Outside DATA_DIR, another user may have created a folder with that name.
    if sockets.is_dir() and not sockets.is_symlink() and sockets.stat().st_uid in earlier:
        folders.append(sockets)
    return folders


def _reaches_all(account: Account, data_dir: Path) -> bool:
    """Whether the account can reach and read the code, Python and its packages, and DATA_DIR."""
    packages = Path(sysconfig.get_path("purelib"))
    code = [PROJECT / "manage.py", Path(__file__), Path(sys.executable).resolve(), packages]
    return account.reaches(data_dir) and all(account.reaches(path) and path.stat().st_mode & 0o004 for path in code)


def refuse_what_it_cannot_read(account: Account) -> None:
    """Refuses files that settings name, and that root made unreadable to others."""
    closed = [name for name, path in named_files().items() if not os.access(path, os.R_OK)]
    if closed:
        raise Refusal(f"{account.name} cannot read the file of {', '.join(closed)}. Give it to that account.")
