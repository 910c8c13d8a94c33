"""CPU seconds and memory of process trees, read from /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def tree(root: int) -> list[int]:
    """Returns `root` and all its living descendants."""
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (stat := _stat(int(folder.name))):
            children.setdefault(int(stat[1]), []).append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def is_alive(pid: int) -> bool:
    """Whether it is still running; a zombie is not."""
    stat = _stat(pid)
    return bool(stat) and stat[0] != b"Z"


def cpu_seconds(pids: Iterable[int]) -> float:
    """Returns user and system time, including that of children that each has reaped."""
    stats = [_stat(pid) for pid in pids]
    return sum(int(ticks) for stat in stats if stat for ticks in stat[11:15]) / _TICK


def private_bytes(pids: Iterable[int]) -> int:
    """Returns resident memory, with shared pages divided among the processes that share them (PSS)."""
    return sum(_rollup(pid, "Pss:") for pid in pids)


def resident_bytes(pids: Iterable[int]) -> int:
    return sum(_rollup(pid, "Rss:") for pid in pids)


def command_line(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _stat(pid: int) -> list[bytes]:
    """Returns the fields of /proc/PID/stat from the third on: state, parent, …; empty if it is gone."""
    try:
        return (_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return []


def _rollup(pid: int, field: str) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))
