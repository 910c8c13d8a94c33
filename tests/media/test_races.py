"""Simultaneous calls: each upload is counted once, and each event happens once."""

from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from accounts.models import User
from conversations.models import Conversation
from media.models import Attachment
from media.operations.completing import complete_upload
from media.operations.uploading import cancel_upload, start_upload
from media.stores import Slot
from media.stores.disk import DiskStore
from media.tasks import verify_attachment
from tests.conversations.racing import at_once, meanwhile
from tests.media.test_sweeping import begun

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start(alice: User, garden: Conversation, settings: Any) -> partial[Attachment]:
    """Returns a call that starts an upload of 1000 bytes, for a user with room for ten."""
    settings.MEDIA_USER_QUOTA_BYTES = 10_000
    return partial(start_upload, actor=alice, conversation_id=garden.pk, name="a", type="text/plain", size=1000)


def test_two_uploads_at_once_do_not_both_fit(start: partial[Attachment]) -> None:
    for _ in range(9):
        start()
    assert meanwhile(start, start) == {"too_large": 1}


def test_simultaneous_uploads_never_exceed_the_limit(start: partial[Attachment]) -> None:
    assert at_once([start] * 20) == {"ok": 10, "too_large": 10}


def test_however_often_it_is_completed_it_is_verified_once(alice: User, garden: Conversation) -> None:
    row = begun(alice, garden)
    complete = partial(complete_upload, actor=alice, upload_id=row.pk)
    with patch.object(verify_attachment, "delay") as queued:
        assert meanwhile(complete, complete) == {"ok": 1}
        assert at_once([complete] * 10) == {"ok": 10}
    assert queued.call_count == 1


def test_while_the_store_is_asked_nothing_is_locked(alice: User, garden: Conversation) -> None:
    """A message that names the file would wait for it, and its conversation for the message."""
    row, locked = begun(alice, garden), []
    parts = DiskStore.parts

    def asked(store: DiskStore, slot: Slot) -> dict[int, int]:
        locked.append(connection.in_atomic_block)
        return parts(store, slot)

    with patch.object(DiskStore, "parts", asked):
        complete_upload(actor=alice, upload_id=row.pk)
    assert locked == [False]


def test_upload_cancelled_first_is_not_completed(alice: User, garden: Conversation) -> None:
    row = begun(alice, garden)
    cancel = partial(cancel_upload, actor=alice, upload_id=row.pk)
    complete = partial(complete_upload, actor=alice, upload_id=row.pk)
    assert meanwhile(cancel, complete) == {"not_found": 1}
    assert not Attachment.objects.exists()
