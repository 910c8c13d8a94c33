"""That a scratch database fits on its disk, which may be the one that people's messages are on."""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from chatproject.backups.contents import BASE, DATABASE, Manifest
from chatproject.backups.manifest import Bad
from chatproject.backups.working import home

#: What stays free: with less, the server soon becomes read-only.
_LEAST_FREE, _LEAST_SHARE = 1024**3, 0.05
#: An empty database, and what PostgreSQL writes next to its tables at most: about as much again.
_EMPTY, _MOST_LOG = 64 * 1024**2, 1024**3
#: How much larger than its dump, or its packed files, a database may be of which the backup does not say it.
_OF_DUMP, _OF_BASE = 8, 4


def refuse_without_room(manifest: Manifest, *, segments: int = 0) -> None:
    """Raises Bad unless a backup fits here while it is restored; its base too, if `segments` of the log follow that."""
    dump = manifest.parts[DATABASE].size
    database = manifest.database_bytes or _OF_DUMP * dump
    if segments and manifest.base:
        packed = manifest.parts[BASE].size
        log = segments * manifest.base.segment_size
        database = max(database, packed + (manifest.base.bytes or _OF_BASE * packed) + log)
    refuse_less({home(): dump, Path(tempfile.gettempdir()): _EMPTY + database + min(database, _MOST_LOG)})


def refuse_less(wanted: dict[Path, int]) -> None:
    """Raises Bad unless each folder has room for these bytes, and some stay free. Several may be on one disk."""
    needed = Counter[int]()
    for folder, size in wanted.items():
        needed[folder.stat().st_dev] += size
    for folder in wanted:
        usage, size = shutil.disk_usage(folder), needed[folder.stat().st_dev]
        left = min(_LEAST_FREE, usage.total * _LEAST_SHARE)
        if usage.free - size < left:
            raise Bad(
                f"This takes {_mib(size)} in {folder} for a while, where {_mib(usage.free)} are free and "
                f"{_mib(left)} have to stay free. Free space there, or set TMPDIR to a folder on a larger disk."
            )


def _mib(size: float) -> str:
    return f"{size / 1024**2:,.0f} MiB"
