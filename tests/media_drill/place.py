"""A Parlance with its files on a disk or in a bucket, behind a proxy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chatproject.supervisor.plan import PROJECT
from tests.machine import Machine
from tests.media.buckets import Rclone, environment, free_port


@dataclass(frozen=True)
class Place:
    """Browsers reach files at `origin_port`, where a proxy forwards to `store_port`."""

    name: str
    machine: Machine
    files: Path
    origin_port: int
    store_port: int


@contextmanager
def on_disk(folder: Path = PROJECT) -> Iterator[Place]:
    origin = free_port()
    machine = Machine(folder, MEDIA_ORIGIN=f"http://127.0.0.1:{origin}", MALLOC_ARENA_MAX="2", **_ROOM)
    with _running(machine):
        yield Place("disk", machine, machine.data_dir / "media", origin, machine.port)


@contextmanager
def in_bucket(folder: Path = PROJECT) -> Iterator[Place]:
    origin = free_port()
    machine = Machine(folder, MALLOC_ARENA_MAX="2", **_ROOM)
    rclone = Rclone(allow_origin=machine.url)
    try:
        machine.environment |= environment(rclone.endpoint)
        machine.environment["MEDIA_S3_PUBLIC_ENDPOINT"] = f"http://127.0.0.1:{origin}"
        with _running(machine):
            yield Place("s3", machine, rclone.folder, origin, rclone.port)
    finally:
        rclone.stop()


_ROOM = {"MEDIA_USER_QUOTA_BYTES": str(100 * 1024**3)}


@contextmanager
def _running(machine: Machine) -> Iterator[None]:
    try:
        machine.start()
        yield
    finally:
        machine.discard()
