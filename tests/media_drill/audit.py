"""Compares the store with the database, without any of the product's code."""

import hashlib
from pathlib import Path

import psycopg

from tests.media_drill.place import Place
from tests.media_drill.tally import Tally

_ROWS = "SELECT key, state, sha256, details FROM media_attachment WHERE state <> 'rejected'"


def audit(place: Place) -> Tally:
    """Call after the sweep, when no upload is in progress."""
    tally = Tally()
    with psycopg.connect(place.machine.database_url) as line:
        rows = line.execute(_ROWS).fetchall()
    there = {
        path.name: path for path in place.files.rglob("*") if path.is_file() and path.parent.name not in _parts(rows)
    }
    keys = {key for key, *_ in rows}
    for name in there:
        if name.partition(".")[0] not in keys:
            tally.fault("orphans", name)
    for key, state, sha256, details in rows:
        if state == "ready":
            wanted = {key: sha256} | {f"{key}.{each['name']}": each["sha256"] for each in details.get("variants", [])}
            for name, digest in wanted.items():
                _look(name, there.get(name), digest, tally)
    return tally


def _parts(rows: list[tuple[str, str, str, dict[str, object]]]) -> set[str]:
    """Returns the folders of uploads in progress."""
    return {key for key, state, *_ in rows if state == "uploading"}


def _look(name: str, path: Path | None, digest: str, tally: Tally) -> None:
    if path is None:
        tally.fault("missing", name)
        return
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            tally.fault("corrupt", name)
