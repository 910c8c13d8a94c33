"""Forgets the log, and the lists of files that came, which no base needs any more."""

from datetime import timedelta

from chatproject.backups.contents import Start
from chatproject.backups.repository import Repository
from chatproject.backups.wal.segments import is_segment

#: A list of files may be a little older than the base that has them.
_SLACK = timedelta(days=1)


def forget_log(repository: Repository, bases: list[Start]) -> None:
    """Removes what is before the oldest of these bases."""
    oldest = {base.system: base for base in sorted(bases, key=lambda base: base.at, reverse=True)}
    for entry in list(repository.place.entries("wal/")):
        _, system, *rest = entry.name.split("/")
        base = oldest.get(system)
        if base is None or _is_before("/".join(rest), base):
            repository.place.remove(entry.name)


def _is_before(name: str, base: Start) -> bool:
    kind, _, stamp = name.partition("/")
    if kind in ("files", "objects"):
        return stamp < f"{base.at - _SLACK:%Y%m%dT%H%M%S}"
    segment = name[:24]
    # Without the timeline: a later one continues where the earlier one ended.
    return is_segment(segment) and segment[8:] < base.segment[8:]
