"""`manage.py media` with files in a bucket."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from conversations.models import Conversation
from media.models import Attachment
from media.operations.uploading import start_upload
from media.stores import store
from media.stores.bucket import client
from media.stores.s3 import S3Store
from tests.media.buckets import BUCKET, moto
from tests.media.s3.slots import at
from tests.media.test_command import manage
from tests.media.test_sweeping import DATA

pytestmark = pytest.mark.long


@pytest.fixture
def bucket(settings: Any) -> Iterator[S3Store]:
    with moto() as endpoint:
        found = at(endpoint, settings)
        client(endpoint).create_bucket(Bucket=BUCKET)
        yield found
    store.cache_clear()
    client.cache_clear()


def test_in_a_bucket_it_finds_the_same(
    alice: User, garden: Conversation, bucket: S3Store, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_GRACE_SECONDS = -3600  # a test cannot turn a bucket's clock back
    source = tmp_path / "source"
    source.write_bytes(DATA)
    row = begin_in(bucket, alice, garden, source)
    assert manage("check", "--hashes")[:2] == (0, "CHECKED files=1 pictures=0 missing=0 variant=0 corrupt=0 orphan=0\n")
    source.write_bytes(DATA[::-1])
    bucket.put(row.key, "", source, "text/plain")
    bucket.put("0" * 40, "", source, "text/plain")
    assert manage("check", "--hashes")[1].splitlines()[:-1] == [
        f"corrupt {row.key} attachment {row.pk}",
        f"orphan {'0' * 40}",
    ]
    assert "orphans=1" in manage("sweep")[1]
    bucket.discard(row.slot)
    code, told, _ = manage("check")
    assert (code, told.splitlines()[:-1]) == (1, [f"missing {row.key} attachment {row.pk}"])


def begin_in(bucket: S3Store, owner: User, garden: Conversation, source: Path) -> Attachment:
    """Returns a ready file; its upload does not matter here."""
    row = start_upload(actor=owner, conversation_id=garden.pk, name="a", type="text/plain", size=len(DATA))
    bucket.discard(row.slot)
    bucket.put(row.key, "", source, "text/plain")
    found = Attachment.objects.filter(pk=row.pk)
    found.update(state="ready", expires_at=None, session="", sha256=hashlib.sha256(DATA).hexdigest())
    return found.get()


def test_a_bucket_that_does_not_answer_is_no_fault_of_the_files(alice: User, bucket: S3Store, settings: Any) -> None:
    settings.MEDIA_S3_BUCKET = "elsewhere"
    assert manage("check")[:2] == (2, "")
    assert manage("sweep")[0] == 2
