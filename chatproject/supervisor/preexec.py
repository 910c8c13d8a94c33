"""Runs in a child, mostly between fork and exec: gives up root, and makes the child die with its supervisor."""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

from chatproject.supervisor.account import Account

_IS_LINUX = sys.platform == "linux"
_LIBC = ctypes.CDLL(None, use_errno=True)
if _IS_LINUX:
    _LIBC.prctl.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)

_SET_DEATH_SIGNAL = 1
_GET_DEATH_SIGNAL = 2
_SET_DUMPABLE = 4
_SET_CHILD_SUBREAPER = 36
_SET_SECURE_BITS = 28
_NO_SETUID_FIXUP = 4
_AMBIENT = 47
_AMBIENT_RAISE = 2
_DAC_OVERRIDE = 1
_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def preexec(account: Account | None, death_signal: int, may_walk: bool) -> Callable[[], None]:
    """Returns the function to run in the child. On Linux it receives `death_signal` when this process dies,
    however it dies.

    If root keeps the project in a folder closed to a lent account (/root, a folder of mktemp), `may_walk` leaves the
    account the one capability of traversing it: files stay where they are, and no folder is opened to everyone.
    """
    parent = os.getpid()

    def perform() -> None:
        if account is not None and account.is_lent:
            give_up_root(account, may_walk)
        if _IS_LINUX:
            die_with(parent, death_signal)

    return perform


def die_with(parent: int, death_signal: int) -> None:
    """From now on this process receives `death_signal` when its parent dies. Ends it if that has already happened."""
    _LIBC.prctl(_SET_DEATH_SIGNAL, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def die_with_parent() -> None:
    """Ends this process as SIGTERM would, soon after its parent is gone. Linux does that without help (`die_with`)."""
    if not _IS_LINUX:
        threading.Thread(target=_watch, args=(os.getppid(),), daemon=True, name="parent").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def adopt_orphans() -> bool:
    """Makes this process the parent of descendants that lose theirs. Returns False if the system cannot do that."""
    return _IS_LINUX and bool(_LIBC.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def give_up_root(account: Account, may_walk: bool) -> None:
    """Gives up root for good. Only what `may_walk` leaves remains, here and in everything started from here."""
    death_signal = ctypes.c_int()
    if _IS_LINUX:
        _LIBC.prctl(_GET_DEATH_SIGNAL, ctypes.addressof(death_signal), 0, 0, 0)
    if _IS_LINUX and may_walk:
        # Changing the user then leaves capabilities alone, and access(2), which initdb calls, respects them.
        _LIBC.prctl(_SET_SECURE_BITS, _NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)
    if _IS_LINUX and may_walk and not _keep(_DAC_READ_SEARCH):
        _keep(_DAC_OVERRIDE)  # a container may grant only the wider one
    if _IS_LINUX:
        # Linux removes both with the user: the signal when our parent dies, and access to our own /proc entries.
        _LIBC.prctl(_SET_DEATH_SIGNAL, death_signal.value, 0, 0, 0)
        _LIBC.prctl(_SET_DUMPABLE, 1, 0, 0, 0)


def _keep(capability: int) -> bool:
    """Keeps one capability over exec and drops all others; returns False if this process may not keep it."""
    bit = 1 << capability
    header = _Header(_CAPABILITY_VERSION, 0)
    sets = (_Sets * 2)(_Sets(bit, bit, bit), _Sets(0, 0, 0))
    if _LIBC.capset(ctypes.byref(header), ctypes.byref(sets)) != 0:
        return False
    raised: int = _LIBC.prctl(_AMBIENT, _AMBIENT_RAISE, capability, 0, 0)
    return raised == 0
