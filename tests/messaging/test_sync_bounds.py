"""Each response to sync is bounded, however much a client missed."""

from uuid import uuid4

import pytest

from conversations.operations.starting import start_conversation
from messaging.operations import syncing
from tests.verbs import send_message, sync
from tests.world import person

pytestmark = pytest.mark.django_db


def test_sync_continues_with_the_next_request_when_the_answer_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = person("alice")
    garden, kitchen, attic = (
        start_conversation(actor=alice, kind="group", members=[], title=title).conversation
        for title in ("Garden", "Kitchen", "Attic")
    )
    for conversation in (garden, kitchen, attic):
        for number in range(4):
            send_message(actor=alice, conversation=conversation.pk, client_id=uuid4(), body=f"Number {number}")
    monkeypatch.setattr(syncing, "MOST_OBJECTS", 9)
    held = {str(conversation.pk): 2 for conversation in (garden, kitchen, attic)}

    first = sync(actor=alice, revs=held)
    assert [len(page.messages) for page in first.changes.values()] == [4, 4, 0]
    assert not first.caught_up

    held.update({id: page.rev for id, page in first.changes.items()})
    second = sync(actor=alice, revs=held)
    assert [len(page.messages) for page in second.changes.values()] == [4]
    assert second.caught_up
