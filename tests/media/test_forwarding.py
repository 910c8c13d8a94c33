"""Forwarded files: they share the bytes of the original, and need neither it nor its conversation."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from chatproject.contract.errors import Conflict, NotFound, TooLarge, Unavailable
from conversations.models import Conversation
from media.models import Attachment
from media.operations import copying
from media.operations.downloading import link_attachment
from messaging.models import Message
from tests.conversations.world import group
from tests.media.test_dedup import complete, read, ready
from tests.media.test_store import files
from tests.media.test_sweeping import DATA, begun, post
from tests.verbs import delete_message
from tests.verbs.forwarding import forward_message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("worker")]


def forward(actor: User, source: Conversation, to: Conversation, seq: int = 1) -> Message:
    sent = forward_message(actor=actor, conversation=to.pk, client_id=uuid4(), source=str(source.pk), seq=seq)
    return Message.objects.of(to).at(sent.seq)


def copy_in(conversation: Conversation) -> Attachment:
    return Attachment.objects.get(conversation=conversation)


def test_forwarded_file_outlives_the_original_and_ends_with_the_last(
    alice: User, bob: User, mallory: User, garden: Conversation, settings: Any
) -> None:
    root, shed = Path(settings.MEDIA_ROOT), group(bob, mallory)
    original = ready(alice, garden)
    post(alice, garden, original)
    made = forward(bob, garden, shed)
    copy = copy_in(shed)
    assert (made.body, copy.key, copy.owner, copy.message_seq) == ("", original.key, bob, made.seq)
    assert len(files(root)) == 1
    with pytest.raises(NotFound):
        link_attachment(actor=mallory, attachment_id=original.pk)
    delete_message(actor=alice, conversation=garden.pk, seq=1)
    assert link_attachment(actor=mallory, attachment_id=copy.pk)
    assert read(copy) == DATA
    delete_message(actor=bob, conversation=shed.pk, seq=made.seq)
    assert files(root) == []


def test_forwarded_file_counts_for_who_forwarded_it(
    alice: User, bob: User, garden: Conversation, settings: Any
) -> None:
    shed, original = group(bob), ready(alice, garden)
    post(alice, garden, original)
    settings.MEDIA_USER_QUOTA_BYTES = original.size
    forward(bob, garden, shed)
    with pytest.raises(TooLarge):
        forward(bob, garden, shed)
    assert Attachment.objects.filter(owner=bob).count() == 1, "a refused one leaves nothing"


def test_file_that_has_not_arrived_is_not_forwarded(alice: User, garden: Conversation) -> None:
    for row in (begun(alice, garden), complete(alice, garden)):
        post(alice, garden, row)
    for seq in (1, 2):
        with pytest.raises(Conflict):
            forward(alice, garden, group(alice), seq)
    Attachment.objects.filter(message_seq=1).update(state="rejected", reason="unreadable", expires_at=None)
    with pytest.raises(Conflict, match="nothing to forward"):
        forward(alice, garden, group(alice))


def test_file_whose_bytes_are_being_deleted_is_forwarded_later(
    alice: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one with the same bytes was deleted: the check whether someone still has them takes a moment."""
    post(alice, garden, ready(alice, garden))
    shed = group(alice)
    with monkeypatch.context() as changed:
        changed.setattr(copying, "try_to_share", lambda key: False)
        with pytest.raises(Unavailable):
            forward(alice, garden, shed)
    assert not Attachment.objects.filter(conversation=shed).exists()
    forward(alice, garden, shed)


def test_file_that_was_deleted_before_the_lock_is_not_forwarded(
    alice: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = ready(alice, garden)
    post(alice, garden, original)

    def late(key: str) -> bool:
        Attachment.objects.filter(pk=original.pk).delete()
        return True

    monkeypatch.setattr(copying, "try_to_share", late)
    with pytest.raises(Conflict):
        forward(alice, garden, group(alice))
