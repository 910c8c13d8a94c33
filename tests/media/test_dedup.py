"""Identical bytes are stored once among people who may see them, until the last row that names them is deleted."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from chatproject.contract.errors import Conflict
from conversations.models import Conversation
from media import tasks
from media.discarding import discard_unnamed
from media.keys import try_to_share
from media.models import Attachment
from media.operations import sharing
from media.operations.completing import complete_upload
from media.operations.uploading import cancel_upload
from media.operations.verifying import verify
from media.stores import store
from tests.conversations.racing import at_once, meanwhile
from tests.conversations.world import group, listening
from tests.media.test_store import files
from tests.media.test_sweeping import DATA, begun, make_old
from tests.verbs import delete_message, send_message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("worker")]


@pytest.fixture
def root(settings: Any) -> Path:
    return Path(settings.MEDIA_ROOT)


def complete(owner: User, garden: Conversation, **about: Any) -> Attachment:
    row = begun(owner, garden, **about)
    with patch.object(tasks.verify_attachment, "delay"):
        complete_upload(actor=owner, upload_id=row.pk)
    return row


def verified(row: Attachment) -> Attachment:
    with patch.object(tasks.verify_attachment, "delay"):
        verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert row.state == "ready"
    return row


def ready(owner: User, garden: Conversation, **about: Any) -> Attachment:
    return verified(complete(owner, garden, **about))


def read(row: Attachment) -> bytes:
    return b"".join(store().blocks(row.key))


def test_file_uploaded_twice_is_stored_once(alice: User, garden: Conversation, root: Path) -> None:
    first, again = ready(alice, garden), ready(alice, garden, name="b", type="x/y")
    assert again.key == first.key
    for name in ("sha256", "source_sha256", "size", "type", "kind", "details"):
        assert getattr(again, name) == getattr(first, name)
    assert (again.name, len(files(root))) == ("b", 1)
    make_old(root)
    tasks.sweep_media()
    assert read(again) == DATA


def test_only_where_it_may_be_seen(alice: User, bob: User, mallory: User, garden: Conversation) -> None:
    """Not even its existence is revealed to strangers."""
    first = ready(alice, garden)
    assert ready(bob, garden).key == first.key
    assert ready(alice, group(alice)).key == first.key
    assert ready(mallory, group(mallory)).key != first.key


def test_a_voice_message_is_no_file_of_the_same_bytes(alice: User, garden: Conversation) -> None:
    first = ready(alice, garden)
    Attachment.objects.filter(pk=first.pk).update(kind="voice")
    assert ready(alice, garden).key != first.key


def test_the_bytes_go_with_the_last_who_names_them(alice: User, garden: Conversation, root: Path) -> None:
    rows = [ready(alice, garden) for _ in range(3)]
    for row, left in zip(rows, (1, 1, 0), strict=True):
        cancel_upload(actor=alice, upload_id=row.pk)
        assert len(files(root)) == left


def test_and_with_the_last_message(alice: User, garden: Conversation, root: Path) -> None:
    seqs = [
        send_message(
            actor=alice,
            conversation=garden.pk,
            client_id=uuid4(),
            body="",
            attachments=[str(ready(alice, garden).pk)],
        ).seq
        for _ in range(2)
    ]
    with listening():
        delete_message(actor=alice, conversation=garden.pk, seq=seqs[0])
    assert len(files(root)) == 1
    delete_message(actor=alice, conversation=garden.pk, seq=seqs[1])
    assert files(root) == []


def test_file_discarded_before_the_lock_is_not_shared(alice: User, garden: Conversation) -> None:
    """It was found while it existed, and was deleted before the lock was taken."""
    first, again = ready(alice, group(alice)), complete(alice, garden)
    key = first.key

    def late(key: str) -> bool:
        assert at_once([partial(cancel_upload, actor=alice, upload_id=first.pk)]) == {"ok": 1}
        return try_to_share(key)

    with patch.object(sharing, "try_to_share", late):
        verified(again)
    assert (again.key == key, read(again)) == (False, DATA)


def test_file_being_discarded_is_not_shared(alice: User, garden: Conversation) -> None:
    """The row is deleted and its bytes are being discarded when the same bytes arrive again: the new file keeps its
    own.
    """
    first, again = ready(alice, garden), complete(alice, garden)
    slot = first.slot
    discard = store().discard

    def slowly(slot: Any) -> None:
        with patch.object(type(store()), "discard", staticmethod(discard)):
            assert at_once([partial(verify, attachment_id=again.pk)]) == {"ok": 1}
        discard(slot)

    with patch.object(type(store()), "discard", staticmethod(slowly)):
        cancel_upload(actor=alice, upload_id=first.pk)
    again.refresh_from_db()
    assert (again.state, again.key == slot.key, read(again)) == ("ready", False, DATA)


def test_file_about_to_be_shared_is_not_discarded(alice: User, garden: Conversation) -> None:
    """The sharing is not committed yet, while the original row is deleted and its bytes are checked."""
    first, again = ready(alice, garden), complete(alice, garden)
    slot = first.slot

    def share() -> None:
        verified(again)
        Attachment.objects.filter(pk=first.pk).delete()

    assert meanwhile(share, partial(discard_unnamed, [slot])) == {"ok": 1}
    again.refresh_from_db()
    assert (again.key, read(again)) == (slot.key, DATA)


def test_coming_and_going_at_once_loses_nothing(alice: User, bob: User, garden: Conversation, root: Path) -> None:
    gone = [ready(alice, garden) for _ in range(5)]
    coming = [complete(bob if number % 2 else alice, garden) for number in range(10)]
    acts: list[Callable[[], Any]] = [partial(verify, attachment_id=row.pk) for row in coming]
    acts += [partial(cancel_upload, actor=alice, upload_id=row.pk) for row in gone]
    assert at_once(acts) == {"ok": 15}
    for row in coming:
        row.refresh_from_db()
        assert (row.state, read(row)) == ("ready", DATA)
    assert {path.name for path in files(root)} == {row.key for row in coming}


def test_the_key_is_looked_up_by_an_index(alice: User, garden: Conversation) -> None:
    ready(alice, garden)
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM media_attachment"
            " WHERE state = 'ready' AND source_sha256 = 'a' AND source_sha256 <> ''"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")
    assert "attachment_twins" in plan


def test_a_twin_in_a_message_stays_where_the_other_is_cancelled(alice: User, garden: Conversation) -> None:
    first, again = ready(alice, garden), ready(alice, garden)
    send_message(actor=alice, conversation=garden.pk, client_id=uuid4(), body="", attachments=[str(again.pk)])
    with pytest.raises(Conflict):
        cancel_upload(actor=alice, upload_id=again.pk)
    cancel_upload(actor=alice, upload_id=first.pk)
    assert read(again) == DATA
