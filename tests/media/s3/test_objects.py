"""A bucket as a store: the same promises as the disk."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from media.stores import Missing, Slot
from media.stores.s3 import S3Store
from tests.media.buckets import BUCKET
from tests.media.s3.slots import FIRST, LAST, PART, begun, done, ours, send

pytestmark = pytest.mark.long

LATER = timedelta(hours=1)


def test_parts_become_one_object(bucket: S3Store) -> None:
    slot = begun(bucket)
    assert bucket.parts(slot) == {1: PART, 2: len(LAST)}
    assert bucket.variants(slot.key) == set()
    assert bucket.assemble(slot, [1, 2]) == PART + len(LAST)
    assert b"".join(bucket.blocks(slot.key)) == FIRST + LAST
    assert bucket.assemble(slot, [1, 2]) == PART + len(LAST)  # again, after a crash
    assert bucket.parts(slot) == {}


def test_two_workers_at_once_make_one_object(bucket: S3Store) -> None:
    slot = begun(bucket)
    complete = S3Store._complete

    def late(store: S3Store, *arguments: Any) -> None:
        complete(store, *arguments)  # the other worker, between reading and writing
        complete(store, *arguments)

    with patch.object(S3Store, "_complete", late):
        assert bucket.assemble(slot, [1, 2]) == PART + len(LAST)
    assert b"".join(bucket.blocks(slot.key)) == FIRST + LAST


def test_assembled_object_accepts_no_part(bucket: S3Store) -> None:
    slot = begun(bucket)
    late = bucket.sign_part(slot, 2, 7)
    bucket.assemble(slot, [1, 2])
    assert send(late, b"another") >= 400
    assert b"".join(bucket.blocks(slot.key)) == FIRST + LAST


def test_without_a_part_there_is_no_object(bucket: S3Store) -> None:
    slot = begun(bucket)
    with pytest.raises(Missing):
        bucket.assemble(slot, [1, 2, 3])
    with pytest.raises(Missing):
        list(bucket.blocks(slot.key))
    with pytest.raises(Missing):
        bucket.assemble(Slot("0" * 40, "never-begun"), [1])


def test_no_key_is_a_path(bucket: S3Store) -> None:
    for key in ("../../etc/passwd", "", "A" * 40, "0" * 39):
        with pytest.raises(ValueError, match="no key"):
            bucket.parts(Slot(key, "1"))
        with pytest.raises(ValueError, match="no key"):
            bucket.discard(Slot(key))


def test_variants_are_beside_it(bucket: S3Store, tmp_path: Path) -> None:
    slot, source = done(bucket), tmp_path / "made"
    source.write_bytes(b"smaller")
    bucket.put(slot.key, "small", source, "image/webp")
    assert bucket.variants(slot.key) == {"", "small"}
    assert b"".join(bucket.blocks(slot.key, "small")) == b"smaller"
    bucket.put(slot.key, "", source, "image/webp")
    with bucket.local(slot.key) as path:
        assert path.read_bytes() == b"smaller"
        assert path.stat().st_mode & 0o077 == 0
    assert not path.exists()


def test_discarded_file_is_removed_in_every_state(bucket: S3Store, tmp_path: Path) -> None:
    (tmp_path / "made").write_bytes(b"smaller")
    half, unknown, whole = begun(bucket), begun(bucket), done(bucket)
    bucket.put(whole.key, "small", tmp_path / "made", "image/webp")
    for slot in (half, Slot(unknown.key), whole, whole, Slot("0" * 40)):
        bucket.discard(slot)
    for slot in (half, unknown, whole):
        assert (bucket.parts(slot), bucket.variants(slot.key)) == ({}, set())
    assert set(bucket.keys(datetime.now(UTC) + LATER)).isdisjoint({half.key, unknown.key, whole.key})


def test_bucket_lists_only_keys_older_than_the_given_time(at_rclone: S3Store) -> None:
    half, whole = begun(at_rclone), done(at_rclone)
    assert list(at_rclone.keys(datetime.now(UTC) - LATER)) == []
    assert {half.key, whole.key} <= set(at_rclone.keys(datetime.now(UTC) + LATER))


def test_uploads_of_what_is_an_object_already_are_tidied_away(at_rclone: S3Store) -> None:
    half, whole = begun(at_rclone), done(at_rclone)
    name = f"objects/{whole.key}"
    ours().create_multipart_upload(Bucket=BUCKET, Key=name)
    assert at_rclone.tidy(datetime.now(UTC) - LATER) == 0
    assert at_rclone.tidy(datetime.now(UTC) + LATER) == 1
    assert at_rclone.parts(half) == {1: PART, 2: len(LAST)}


def test_more_than_a_page_is_read(at_moto: S3Store) -> None:
    """A file of 1,001 parts: a bucket lists a thousand at a time."""
    slot = at_moto.begin("text/plain")
    where: Any = {"Bucket": BUCKET, "Key": f"objects/{slot.key}", "UploadId": slot.session}
    for number in range(1, 1_002):
        ours().upload_part(**where, PartNumber=number, Body=b"x")
    assert at_moto.parts(slot) == dict.fromkeys(range(1, 1_002), 1)
    at_moto.discard(slot)
