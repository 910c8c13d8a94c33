"""What root gives up: for good, or except for moments in which it acts in a folder of root's."""

import contextlib
import ctypes
import os
from collections.abc import Iterator
from dataclasses import dataclass

from chatproject.supervisor.parent_death import IS_LINUX, LIBC, SET_DEATH_SIGNAL

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
class _Aside:
    """Whom this process acts as otherwise, and whether that account may traverse and read every folder."""

    uid: int
    may_walk: bool


_aside: _Aside | None = None


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def give_up_root(uid: int, gid: int, *, may_walk: bool) -> None:
    """Gives up root for good, here and in everything started from here.

    If root keeps the project in a folder closed to a lent account (/root, a folder of mktemp), `may_walk` leaves the
    account the one capability of traversing it: files stay where they are, and no folder is opened to everyone.
    """
    with _dying_with_parent():
        if IS_LINUX and may_walk:
            # Changing the user then leaves capabilities alone, and access(2), which initdb calls, respects them.
            LIBC.prctl(_SET_SECURE_BITS, _NO_SETUID_FIXUP, 0, 0, 0)
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
        if IS_LINUX and may_walk and not _keep(_DAC_READ_SEARCH):
            _keep(_DAC_OVERRIDE)  # a container may grant only the wider one
    if IS_LINUX:
        # Linux removes the access to our own /proc entries with the user.
        LIBC.prctl(_SET_DUMPABLE, 1, 0, 0, 0)


def step_aside(uid: int, gid: int, *, may_walk: bool) -> None:
    """Gives up root, but `acting_as` leads back. Programs started from here are the account's, and stay so."""
    global _aside
    if not IS_LINUX:
        give_up_root(uid, gid, may_walk=may_walk)
        return
    with _dying_with_parent():
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        # Only the saved id is root's, and a program that is started gets none.
        os.setresuid(uid, uid, 0)
    _aside = _Aside(uid, may_walk)
    if may_walk:
        _lend_walking(for_programs=True)


def give_up_way_back() -> None:
    """Call it between fork and exec, after `step_aside`: PostgreSQL asks access(2) for its own programs, as in
    `give_up_root`.
    """
    if _aside is not None:
        os.seteuid(0)
        give_up_root(_aside.uid, os.getgid(), may_walk=_aside.may_walk)


def may_switch() -> bool:
    return os.geteuid() == 0 or _aside is not None


def otherwise() -> int:
    """Returns whom this process acts as if nothing speaks for another."""
    return _aside.uid if _aside else os.geteuid()


@contextlib.contextmanager
def acting_as(uid: int, *, may_walk: bool = False) -> Iterator[None]:
    """Opens and changes files as this account. `may_walk`: if it cannot reach them, it may traverse what is closed."""
    before = os.geteuid()
    if before == uid or not may_switch():
        yield
        return
    _become(uid, may_walk=may_walk)
    try:
        yield
    finally:
        _become(before, may_walk=_aside is not None and _aside.may_walk)


def _become(uid: int, *, may_walk: bool) -> None:
    os.seteuid(0)
    if uid != 0:
        os.seteuid(uid)
        if may_walk and IS_LINUX:
            _lend_walking()


@contextlib.contextmanager
def _dying_with_parent() -> Iterator[None]:
    """Linux removes the signal when our parent dies with the user."""
    death_signal = ctypes.c_int()
    if IS_LINUX:
        LIBC.prctl(_GET_DEATH_SIGNAL, ctypes.addressof(death_signal), 0, 0, 0)
    yield
    if IS_LINUX:
        LIBC.prctl(SET_DEATH_SIGNAL, death_signal.value, 0, 0, 0)


def _keep(capability: int) -> bool:
    """Keeps one capability over exec and drops all others; returns False if this process may not keep it."""
    bit = 1 << capability
    if not _set(_Sets(bit, bit, bit), _Sets(0, 0, 0)):
        return False
    return _pass_on(capability)


def _lend_walking(*, for_programs: bool = False) -> None:
    """Makes one capability effective, and leaves the others to the way back."""
    header, held = _Header(_CAPABILITY_VERSION, 0), (_Sets * 2)()
    LIBC.capget(ctypes.byref(header), ctypes.byref(held))
    for capability in (_DAC_READ_SEARCH, _DAC_OVERRIDE):
        bit = 1 << capability
        if held[0].permitted & bit:
            passed = bit if for_programs else held[0].inheritable
            _set(_Sets(bit, held[0].permitted, passed), _Sets(0, held[1].permitted, held[1].inheritable))
            if for_programs:
                _pass_on(capability)
            return


def _set(low: _Sets, high: _Sets) -> bool:
    header = _Header(_CAPABILITY_VERSION, 0)
    return bool(LIBC.capset(ctypes.byref(header), ctypes.byref((_Sets * 2)(low, high))) == 0)


def _pass_on(capability: int) -> bool:
    """To programs that are started."""
    return bool(LIBC.prctl(_AMBIENT, _AMBIENT_RAISE, capability, 0, 0) == 0)
