"""The disk: a part or an object is stored whole or not at all, readable only by the server, under a secret name."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from media.stores import Missing, Slot, store
from media.stores import disk as disk_module
from media.stores.disk import DiskStore


class Crash(BaseException):
    """The process was killed here."""


@pytest.fixture
def disk() -> DiskStore:
    found = store()
    assert isinstance(found, DiskStore)
    return found


@pytest.fixture
def root(settings: Any) -> Path:
    return Path(settings.MEDIA_ROOT)


def put(disk: DiskStore, slot: Slot, number: int, data: bytes) -> None:
    writer = disk.receive(slot.key, number)
    writer.write(data)
    writer.commit()
    writer.abort()


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def everything(disk: DiskStore, slot: Slot) -> bytes:
    return b"".join(disk.blocks(slot.key))


def two_parts(disk: DiskStore) -> Slot:
    slot = disk.begin("text/plain")
    put(disk, slot, 2, b"two")
    put(disk, slot, 1, b"one")
    return slot


def test_parts_become_one_object(disk: DiskStore, root: Path) -> None:
    slot = two_parts(disk)
    assert disk.parts(slot) == {1: 3, 2: 3}
    assert disk.assemble(slot, [1, 2]) == 6
    assert everything(disk, slot) == b"onetwo"
    assert disk.assemble(slot, [1, 2]) == 6
    assert files(root) == [root / disk.path_of(slot.key, "")]


def test_only_we_may_read_it(disk: DiskStore, root: Path) -> None:
    os.umask(old := os.umask(0))
    slot = two_parts(disk)
    disk.assemble(two_parts(disk), [1, 2])
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [root, *root.rglob("*")]}
    os.umask(old)
    assert disk.parts(slot)
    assert modes == {(True, 0o700), (False, 0o600)}


def test_no_two_keys_are_alike_and_none_is_a_path(disk: DiskStore) -> None:
    keys = {disk.begin("text/plain").key for _ in range(50)}
    assert len(keys) == 50
    assert {len(key) for key in keys} == {40}
    for key in ("../../etc/passwd", "", "A" * 40, "0" * 39, "0" * 41):
        with pytest.raises(ValueError, match="not a key"):
            disk.parts(Slot(key))


def test_a_part_on_its_way_is_not_there(disk: DiskStore, root: Path) -> None:
    slot = disk.begin("text/plain")
    put(disk, slot, 1, b"old")
    writer = disk.receive(slot.key, 1)
    writer.write(b"newer")
    assert disk.parts(slot) == {1: 3}
    writer.abort()
    writer.write(b"after the end")
    writer.commit()
    assert disk.parts(slot) == {1: 3}
    assert len(files(root)) == 1


def test_assembled_object_accepts_no_part(disk: DiskStore) -> None:
    slot = two_parts(disk)
    late = disk.receive(slot.key, 1)
    late.write(b"bad")
    disk.assemble(slot, [1, 2])
    with pytest.raises(Missing):
        late.commit()
    late.abort()
    with pytest.raises(Missing):
        disk.receive(slot.key, 1)
    assert everything(disk, slot) == b"onetwo"


def test_without_a_part_there_is_no_object(disk: DiskStore) -> None:
    slot = two_parts(disk)
    with pytest.raises(Missing):
        disk.assemble(slot, [1, 2, 3])
    with pytest.raises(Missing):
        list(disk.blocks(slot.key))


def crash_before(name: str) -> Callable[..., Any]:
    def crash(*_: Any, **__: Any) -> None:
        raise Crash(name)

    return crash


@pytest.mark.parametrize(
    ("owner", "step"),
    [
        (disk_module, "create"),
        (disk_module, "write_all"),
        (os, "fsync"),
        (Path, "replace"),
        (disk_module, "sync_folder"),
        (disk_module, "remove"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_killed_anywhere_in_assembly_it_is_made_again(
    disk: DiskStore, root: Path, owner: Any, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = two_parts(disk)
    with monkeypatch.context() as killed:
        killed.setattr(owner, step, crash_before(step))
        with pytest.raises(Crash):
            disk.assemble(slot, [1, 2])
    assert disk.assemble(slot, [1, 2]) == 6
    assert everything(disk, slot) == b"onetwo"


def test_discarded_file_is_removed_in_every_state(disk: DiskStore, root: Path) -> None:
    begun, sealed, done = two_parts(disk), two_parts(disk), two_parts(disk)
    with pytest.raises(Missing):
        disk.assemble(sealed, [3])
    disk.assemble(done, [1, 2])
    assert len(files(root)) == 5
    for slot in (begun, sealed, done, done, Slot("0" * 40)):
        disk.discard(slot)
    assert files(root) == []
