"""After any interruption, nothing that a row names is missing, and nothing else remains."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from chatproject.contract.errors import Conflict
from conversations.models import Conversation
from media import tasks
from media.models import Attachment
from media.operations import sweeping
from media.operations.completing import complete_upload
from media.operations.uploading import cancel_upload, sign_parts, start_upload
from media.operations.verifying import verify
from media.stores import Slot, store
from tests.conversations.world import event, listening
from tests.media.test_store import files, put
from tests.verbs import send_message

DATA = b"marzipan" * 100


@pytest.fixture
def root(settings: Any) -> Path:
    return Path(settings.MEDIA_ROOT)


def begun(owner: User, garden: Conversation, data: bytes = DATA, **about: Any) -> Attachment:
    """Begins an upload whose bytes have all arrived."""
    fields = {"name": "a", "type": "text/plain", "size": len(data), **about}
    row = start_upload(actor=owner, conversation_id=garden.pk, **fields)
    put(store(), row.slot, 1, data)  # type: ignore[arg-type]
    return row


def ready(owner: User, garden: Conversation) -> Attachment:
    row = begun(owner, garden)
    complete_upload(actor=owner, upload_id=row.pk)
    verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert row.state == "ready"
    return row


def make_old(root: Path, hours: float = 25) -> None:
    moment = time.time() - hours * 3600
    for path in root.rglob("*"):
        os.utime(path, (moment, moment))


def expire(*rows: Attachment) -> None:
    keys = [row.pk for row in rows]
    Attachment.objects.filter(pk__in=keys).update(expires_at=timezone.now() - timedelta(seconds=1))


def test_an_upload_nobody_went_on_with_is_forgotten(alice: User, garden: Conversation, root: Path) -> None:
    alive, dead, done = begun(alice, garden), begun(alice, garden), ready(alice, garden)
    expire(dead)
    tasks.tend_uploads()
    assert set(Attachment.objects.values_list("pk", flat=True)) == {alive.pk, done.pk}
    assert len(files(root)) == 2
    assert store().parts(alive.slot) == {1: len(DATA)}


def test_sweeping_deletes_in_bounded_pieces(alice: User, garden: Conversation) -> None:
    expire(*(begun(alice, garden) for _ in range(3)))
    with patch.object(sweeping, "PIECE", 2):
        assert [sweeping.forget_expired() for _ in range(3)] == [2, 1, 0]


def post(owner: User, garden: Conversation, *rows: Attachment) -> int:
    """Returns the seq of a message that has these files."""
    ids = [str(row.pk) for row in rows]
    return send_message(actor=owner, conversation=garden.pk, client_id=uuid4(), body="", attachments=ids).seq


def age(*rows: Attachment, hours: float = 25) -> None:
    then = timezone.now() - timedelta(hours=hours)
    found = Attachment.objects.filter(pk__in=[row.pk for row in rows])
    found.update(created_at=then)
    found.filter(completed_at__isnull=False).update(completed_at=then)


def test_a_file_that_no_message_has_is_forgotten(alice: User, garden: Conversation, root: Path) -> None:
    kept, young, old, failed = (ready(alice, garden) for _ in range(4))
    Attachment.objects.filter(pk=failed.pk).update(state="rejected", reason="unreadable")
    late = begun(alice, garden)  # begun long ago, and alive: its parts still arrive
    post(alice, garden, kept)
    age(kept, old, failed, late)
    age(young, hours=23)
    tasks.tend_uploads()
    assert set(Attachment.objects.values_list("pk", flat=True)) == {kept.pk, young.pk, late.pk}
    assert b"".join(store().blocks(kept.key)) == DATA
    Attachment.objects.filter(pk=late.pk).update(state="pending", expires_at=None, completed_at=timezone.now())
    tasks.tend_uploads()
    assert Attachment.objects.filter(pk=late.pk).exists()


def test_expired_upload_of_a_message_is_rejected(alice: User, garden: Conversation, root: Path) -> None:
    lost, alive = begun(alice, garden), begun(alice, garden)
    seq = post(alice, garden, lost, alive)
    expire(lost)
    with listening() as published:
        tasks.tend_uploads()
    lost.refresh_from_db()
    assert (lost.state, lost.reason) == ("rejected", "never_came")
    assert store().parts(lost.slot) == {}
    assert store().parts(alive.slot) == {1: len(DATA)}
    [output] = [event(each)["message"] for each in published]
    assert (output["seq"], [each["state"] for each in output["attachments"]]) == (seq, ["rejected", "pending"])
    assert output["attachments"][0]["reason"] == "never_came"
    tasks.tend_uploads()
    garden.refresh_from_db()
    assert garden.rev == output["rev"]


def test_cancelled_upload_of_a_message_is_rejected(alice: User, garden: Conversation, root: Path, worker: None) -> None:
    lost, alive = begun(alice, garden), begun(alice, garden)
    seq = post(alice, garden, lost, alive)
    with listening() as published:
        cancel_upload(actor=alice, upload_id=lost.pk)
    lost.refresh_from_db()
    assert (lost.state, lost.reason, store().parts(lost.slot)) == ("rejected", "never_came", {})
    [output] = [event(each)["message"] for each in published]
    assert (output["seq"], [each["state"] for each in output["attachments"]]) == (seq, ["rejected", "pending"])
    with pytest.raises(Conflict):
        cancel_upload(actor=alice, upload_id=lost.pk)


def test_file_sent_or_continued_before_the_lock_is_not_deleted(alice: User, garden: Conversation) -> None:
    """It was selected before the lock; under the lock it is checked again."""
    sent, old, alive = ready(alice, garden), ready(alice, garden), begun(alice, garden)
    age(sent, old)
    expire(alive)
    locked = Conversation.objects.locked

    def meanwhile(id: Any) -> Conversation:
        if not Attachment.objects.get(pk=sent.pk).message_seq:
            post(alice, garden, sent)
            sign_parts(actor=alice, upload_id=alive.pk, numbers=[1])
        return locked(id)

    with patch.object(Conversation.objects, "locked", meanwhile):
        tasks.tend_uploads()
    assert set(Attachment.objects.values_list("pk", flat=True)) == {sent.pk, alive.pk}


def test_unreferenced_file_is_removed_when_it_is_old(alice: User, garden: Conversation, root: Path) -> None:
    kept = [begun(alice, garden), ready(alice, garden)]
    orphans = [begun(alice, garden), ready(alice, garden)]
    Attachment.objects.filter(pk__in=[row.pk for row in orphans]).delete()
    tasks.sweep_media()
    assert len(files(root)) == 4  # young: their row may follow
    make_old(root)
    tasks.sweep_media()
    assert store().parts(kept[0].slot) == {1: len(DATA)}
    assert b"".join(store().blocks(kept[1].key)) == DATA
    assert len(files(root)) == 2


def test_half_written_file_is_removed_when_it_is_old(alice: User, garden: Conversation, root: Path) -> None:
    row, done = begun(alice, garden), ready(alice, garden)
    path = root / store().path_of(done.key, "")  # type: ignore[attr-defined]
    store().receive(row.key, 1).write(DATA)  # type: ignore[attr-defined]
    path.with_name(f".{done.key}-0").write_bytes(DATA)
    (root / "bin" / "waste").mkdir()
    (root / "bin" / "waste" / "1").write_bytes(DATA)
    tasks.sweep_media()
    assert len(files(root)) == 5
    make_old(root)
    tasks.sweep_media()
    assert len(files(root)) == 2
    assert list((root / "bin").iterdir()) == []


def test_bytes_of_what_was_rejected_are_kept_by_nothing(alice: User, garden: Conversation, root: Path) -> None:
    row = begun(alice, garden, sha256="0" * 64)
    complete_upload(actor=alice, upload_id=row.pk)
    with patch.object(type(store()), "discard"):  # killed before it
        verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.reason, len(files(root))) == ("rejected", "hash_mismatch", 1)
    make_old(root)
    tasks.sweep_media()
    assert files(root) == []


def test_when_the_queue_is_down_the_sweep_verifies(
    alice: User, garden: Conversation, django_capture_on_commit_callbacks: Any
) -> None:
    row = begun(alice, garden)
    broken = patch.object(tasks.verify_attachment, "delay", side_effect=OperationalError("no broker"))
    with broken, django_capture_on_commit_callbacks(execute=True):
        complete_upload(actor=alice, upload_id=row.pk)
    assert sweeping.unverified() == []
    Attachment.objects.update(completed_at=timezone.now() - timedelta(minutes=11))
    with patch.object(tasks.verify_attachment, "delay", side_effect=tasks.verify_attachment) as queued:
        tasks.tend_uploads()
    assert queued.call_count == 1
    row.refresh_from_db()
    assert row.state == "ready"
    assert sweeping.unverified() == []


def test_a_worker_that_died_over_it_is_followed_by_another(alice: User, garden: Conversation, root: Path) -> None:
    row = begun(alice, garden)
    complete_upload(actor=alice, upload_id=row.pk)
    store().assemble(row.slot, [1])  # and was killed
    verify(attachment_id=row.pk)
    verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert (row.state, len(files(root))) == ("ready", 1)


def test_upload_with_lost_bytes_is_rejected(alice: User, garden: Conversation) -> None:
    row = begun(alice, garden)
    complete_upload(actor=alice, upload_id=row.pk)
    store().discard(row.slot)
    verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("rejected", "incomplete")


def test_upload_cancelled_during_verification_leaves_nothing(alice: User, garden: Conversation, root: Path) -> None:
    row = begun(alice, garden)
    complete_upload(actor=alice, upload_id=row.pk)
    assemble = store().assemble

    def cancelled_first(slot: Slot, numbers: Any) -> int:
        size = assemble(slot, numbers)
        cancel_upload(actor=alice, upload_id=row.pk)
        return size

    with patch.object(type(store()), "assemble", staticmethod(cancelled_first)):
        verify(attachment_id=row.pk)
    assert not Attachment.objects.exists()
    assert files(root) == []
