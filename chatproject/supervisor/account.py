"""The accounts that run Parlance, PostgreSQL and Valkey.

PostgreSQL refuses root, so root lends the servers an existing account. And root gives itself up before it starts
anything that strangers can reach.
"""

import contextlib
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
from chatproject.supervisor.acting import is_kept
from chatproject.supervisor.folders import FOLDER, opened_below
from chatproject.supervisor.handing_over import hand_over, hand_over_opened
from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.parent_death import end_server_in
from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.rights import give_up_root, step_aside
from chatproject.supervisor.state import socket_folder

_LENT = ("postgres", "nobody")
_NAMES = ("parlance", "nobody")
#: (folder in DATA_DIR, file with the process, signal that stops it)
_SERVERS = (
    (("postgres", "data"), "postmaster.pid", signal.SIGINT),
    (("valkey",), "valkey.pid", signal.SIGTERM),
)


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
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        try:
            place = os.open(folder, FOLDER)
        except OSError:
            raise self._foreign(folder) from None
        try:
            if os.fstat(place).st_uid not in (self.uid, os.geteuid()):
                raise self._foreign(folder)
            if self.is_lent:
                os.fchown(place, self.uid, self.gid)
            os.fchmod(place, 0o700)
        finally:
            os.close(place)
        return folder

    @staticmethod
    def _foreign(folder: Path) -> Refusal:
        return Refusal(f"{folder} belongs to another account. Remove it, or choose another DATA_DIR.")

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


def step_down(data_dir: Path, opened: int) -> None:
    """Hands DATA_DIR over to the account RUN_AS, and switches to it. Call it while nothing runs there.

    This includes the files of an earlier start, when only PostgreSQL and Valkey had an account. `opened` is the folder
    that is handed over: by now, someone may have led its path elsewhere.
    """
    wanted = RUN_AS.read()
    if os.geteuid() != 0 and not wanted:
        return
    account = _run_as(wanted)
    if account.uid == os.geteuid():
        return
    # Another account cannot end processes that still run as an earlier one.
    for names, pid_file, stop_signal in _SERVERS:
        with contextlib.suppress(OSError), opened_below(opened, *names) as place:
            end_server_in(place, pid_file, stop_signal)
    hand_over_opened(opened, data_dir, account)
    for folder in _elsewhere(data_dir):
        hand_over(folder, account)
    give_up_root(account.uid, account.gid, may_walk=not _reaches_all(account, data_dir))
    _live_in(data_dir, account)
    refuse_what_it_cannot_read(account)
    say(f"Started by root; everything runs as {account.name}")


def join_owner(data_dir: Path, *shared: Path, may_return: bool = False) -> None:
    """Makes root's command work as the account that owns the data, in files and in the programs that it starts.

    `shared` are folders that the account uses too: they are given to it. `may_return`: in a folder of root's the
    command acts as root (acting.py).
    """
    account = _owner(data_dir) if os.geteuid() == 0 else None
    if account is None:
        return
    _hand_over_backups(data_dir, account)
    for folder in _ours(*shared):
        hand_over(folder, account)
    leave = step_aside if may_return else give_up_root
    leave(account.uid, account.gid, may_walk=not _reaches_all(account, data_dir))
    _live_in(data_dir, account)


def _live_in(data_dir: Path, account: Account) -> None:
    """Libraries look for their files in these folders, and those of root are closed."""
    os.environ |= {"HOME": str(data_dir), "USER": account.name, "LOGNAME": account.name}
    os.environ.pop("XDG_RUNTIME_DIR", None)


def _owner(data_dir: Path) -> Account | None:
    """Returns the account to which DATA_DIR belongs, unless that is root. The owner of MEDIA_ROOT is to have both."""
    media = Path(MEDIA_ROOT.read() or data_dir)
    for folder in (data_dir, media):
        if folder.exists() and (found := folder.stat()).st_uid:
            account = Account(str(found.st_uid), found.st_uid, found.st_gid, is_lent=True)
            with contextlib.suppress(KeyError):
                account = Account.lent(pwd.getpwuid(found.st_uid))
            if folder is not data_dir:
                if not (ours := _ours(data_dir)):
                    raise Refusal(f"Others can replace {data_dir}, which is root's. Give it to {account.name}.")
                hand_over(ours[0], account)
            return account
    return None


def _hand_over_backups(data_dir: Path, account: Account) -> None:
    """Root's commands of earlier versions left files there. The account may have led `data_dir` elsewhere by now."""
    place = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if os.fstat(place).st_uid == account.uid:
            with contextlib.suppress(FileNotFoundError), opened_below(place, "backups") as backups:
                hand_over_opened(backups, data_dir / "backups", account)
    finally:
        os.close(place)


def _ours(*folders: Path) -> list[Path]:
    """Creates those that are missing, and returns those that only root can replace by what is not theirs."""
    for folder in filter(is_kept, folders):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # In a folder like /tmp, someone else may have been faster.
    return [folder.resolve() for folder in folders if is_kept(folder)]


def _run_as(wanted: str) -> Account:
    """Returns the account `wanted`; without one, `parlance` if it exists, otherwise `nobody`."""
    for name in (wanted,) if wanted else _NAMES:
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            # Only root can start as another account, and PostgreSQL does not run as root.
            if found.pw_uid != 0 and os.geteuid() in (0, found.pw_uid):
                return Account.lent(found)
    raise Refusal("RUN_AS must name an account of this machine, which is not root. Only root can start as another one.")


def _elsewhere(data_dir: Path) -> list[Path]:
    folders = []
    if media := MEDIA_ROOT.read():
        folders += _ours(Path(media))
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
