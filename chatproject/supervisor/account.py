"""The accounts that run Parlance, PostgreSQL and Valkey.

PostgreSQL refuses root, so root lends the servers an existing account. And root gives itself up before it starts
anything that strangers can reach.
"""

import contextlib
import ctypes
import os
import pwd
import signal
import stat
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from chatproject.settings.environment.declared import named_files
from chatproject.settings.environment.files import MEDIA_ROOT
from chatproject.settings.environment.server import RUN_AS
from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.parent_death import IS_LINUX, LIBC, SET_DEATH_SIGNAL, end_server
from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.state import socket_folder

_LENT = ("postgres", "nobody")
_NAMES = ("parlance", "nobody")

_GET_DEATH_SIGNAL = 2
_SET_DUMPABLE = 4
_SET_SECURE_BITS = 28
_NO_SETUID_FIXUP = 4
_AMBIENT = 47
_AMBIENT_RAISE = 2
_DAC_OVERRIDE = 1
_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION = 0x20080522


@dataclass(frozen=True)
class Account:
    """An operating-system account; `is_lent` if it is not the one that runs this process."""

    name: str
    uid: int
    gid: int
    is_lent: bool

    @classmethod
    def lent(cls, entry: pwd.struct_passwd) -> "Account":
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid, is_lent=True)

    def own(self, folder: Path) -> Path:
        """Creates `folder` if it is missing, and ensures that only this account can access it."""
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (self.uid, os.geteuid()):
            raise Refusal(f"{folder} belongs to another account. Remove it, or choose another DATA_DIR.")
        if self.is_lent:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)
        folder.chmod(0o700)
        return folder

    def reaches(self, path: Path) -> bool:
        """Whether this account may traverse to `path`. Root's own folders are closed to a lent one."""
        return not self.is_lent or all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)


def service_account(data: Path) -> Account:
    """Returns the account for services that keep their files in `data`: its owner, if `data` exists."""
    if os.geteuid() != 0:
        me = _known(os.geteuid())
        return Account(me.pw_name, me.pw_uid, me.pw_gid, is_lent=False)
    return Account.lent(_known(data.stat().st_uid) if data.exists() and data.stat().st_uid else _first_lent())


def _known(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise Refusal(
            f"User id {uid} has no account here, and PostgreSQL requires one. Set DATABASE_URL and REDIS_URL."
        ) from None


def _first_lent() -> pwd.struct_passwd:
    for name in _LENT:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Refusal(
        "PostgreSQL does not run as root, and there is no account `nobody` to lend it. Start as an ordinary user."
    )


def step_down(data_dir: Path) -> None:
    """Hands DATA_DIR over to the account RUN_AS, and switches to it. Call it while nothing runs there.

    This includes the files of an earlier start, when only PostgreSQL and Valkey had an account.
    """
    wanted = RUN_AS.read()
    if os.geteuid() != 0 and not wanted:
        return
    account = _run_as(wanted)
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
    if os.geteuid() == 0 and data_dir.exists() and data_dir.stat().st_uid:
        account = service_account(data_dir)
        give_up_root(account, may_walk=not _reaches_all(account, data_dir))


def hand_to_owner(data_dir: Path, *folders: Path) -> None:
    """Gives what root's command wrote into these folders to the account that Parlance runs as."""
    if os.geteuid() == 0 and data_dir.exists() and data_dir.stat().st_uid:
        account = service_account(data_dir)
        for folder in folders:
            hand_over(folder, account)


def hand_over(folder: Path, account: Account) -> None:
    """Works from the bottom up, so that an interrupted hand-over is completed the next time."""
    for place, _, files in os.walk(folder, topdown=False):
        for path in (*(os.path.join(place, name) for name in files), place):  # noqa: PTH118 (there may be a million)
            if os.lstat(path).st_uid != account.uid:
                os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _run_as(wanted: str) -> Account:
    """Returns the account `wanted`; without one, `parlance` if it exists, otherwise `nobody`."""
    for name in (wanted,) if wanted else _NAMES:
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            # Only root can start as another account, and PostgreSQL does not run as root.
            if found.pw_uid != 0 and os.geteuid() in (0, found.pw_uid):
                return Account.lent(found)
    raise Refusal("RUN_AS must name an account of this machine, which is not root. Only root can start as another one.")


def _folders(data_dir: Path) -> list[Path]:
    folders = [data_dir]
    if media := MEDIA_ROOT.read():
        folders.append(Path(media).resolve())
        folders[-1].mkdir(mode=0o700, parents=True, exist_ok=True)
    sockets, home = socket_folder(data_dir), data_dir / "postgres"
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


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def give_up_root(account: Account, may_walk: bool) -> None:
    """Gives up root for good, here and in everything started from here.

    If root keeps the project in a folder closed to a lent account (/root, a folder of mktemp), `may_walk` leaves the
    account the one capability of traversing it: files stay where they are, and no folder is opened to everyone.
    """
    death_signal = ctypes.c_int()
    if IS_LINUX:
        LIBC.prctl(_GET_DEATH_SIGNAL, ctypes.addressof(death_signal), 0, 0, 0)
    if IS_LINUX and may_walk:
        # Changing the user then leaves capabilities alone, and access(2), which initdb calls, respects them.
        LIBC.prctl(_SET_SECURE_BITS, _NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)
    if IS_LINUX and may_walk and not _keep(_DAC_READ_SEARCH):
        _keep(_DAC_OVERRIDE)  # a container may grant only the wider one
    if IS_LINUX:
        # Linux removes both with the user: the signal when our parent dies, and access to our own /proc entries.
        LIBC.prctl(SET_DEATH_SIGNAL, death_signal.value, 0, 0, 0)
        LIBC.prctl(_SET_DUMPABLE, 1, 0, 0, 0)


def _keep(capability: int) -> bool:
    """Keeps one capability over exec and drops all others; returns False if this process may not keep it."""
    bit = 1 << capability
    header = _Header(_CAPABILITY_VERSION, 0)
    sets = (_Sets * 2)(_Sets(bit, bit, bit), _Sets(0, 0, 0))
    if LIBC.capset(ctypes.byref(header), ctypes.byref(sets)) != 0:
        return False
    raised: int = LIBC.prctl(_AMBIENT, _AMBIENT_RAISE, capability, 0, 0)
    return raised == 0
