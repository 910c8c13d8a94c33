"""The sweep in a bucket: nothing that a row names is missing, and nothing else remains, complete or not."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from conversations.models import Conversation
from media import tasks
from media.models import Attachment
from media.operations.completing import complete_upload
from media.operations.uploading import start_upload
from media.operations.verifying import verify
from media.stores import store
from media.stores.bucket import client
from tests.media.buckets import Rclone
from tests.media.s3.slots import at, send

pytestmark = pytest.mark.long

KEPT, LOST = b"marzipan" * 100, b"nougat" * 100  # two files: the same bytes would share one object


@pytest.fixture
def _bucket(settings: Any) -> Iterator[None]:
    rclone = Rclone()
    at(rclone.endpoint, settings)
    yield
    store.cache_clear()
    client.cache_clear()
    rclone.stop()


def begun(owner: User, garden: Conversation, data: bytes) -> Attachment:
    """Begins an upload whose bytes have all arrived."""
    row = start_upload(actor=owner, conversation_id=garden.pk, name="a", type="text/plain", size=len(data))
    assert send(store().sign_part(row.slot, 1, len(data)), data) == 200
    return row


def whole(owner: User, garden: Conversation, data: bytes) -> Attachment:
    row = begun(owner, garden, data)
    complete_upload(actor=owner, upload_id=row.pk)
    verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert row.state == "ready"
    return row


@pytest.mark.usefixtures("_bucket")
def test_unreferenced_file_is_removed_when_it_is_old(alice: User, garden: Conversation, settings: Any) -> None:
    kept = [begun(alice, garden, KEPT), whole(alice, garden, KEPT)]
    lost = [begun(alice, garden, LOST), whole(alice, garden, LOST)]
    Attachment.objects.filter(pk__in=[row.pk for row in lost]).delete()
    tasks.sweep_media()
    assert store().parts(lost[0].slot) == {1: len(LOST)}  # young: their row may follow
    assert store().variants(lost[1].key) == {""}
    settings.MEDIA_GRACE_SECONDS = -3600
    tasks.sweep_media()
    assert (store().parts(lost[0].slot), store().variants(lost[1].key)) == ({}, set())
    assert store().parts(kept[0].slot) == {1: len(KEPT)}
    assert b"".join(store().blocks(kept[1].key)) == KEPT
