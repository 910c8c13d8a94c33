"""An operation's outcome holds what the reply of its verb needs."""

from operator import attrgetter
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from chatproject.contract.verbs import Verb
from conversations.operations.starting import start_conversation
from tests.verbs import OPERATIONS, send_message


@pytest.fixture
def given(db: None) -> dict[str, Any]:
    alice = User.objects.create_user("alice", "alice@example.org")
    conversation = start_conversation(actor=alice, kind="group", title="Garden", members=[]).conversation
    send_message(actor=alice, conversation=conversation.pk, client_id=uuid4(), body="Hello")
    return {
        "actor": alice,
        "conversation": str(conversation.pk),
        "seq": 1,
        "client_id": uuid4(),
        "body": "Good evening",
        "emoji": "🌱",
        "revs": {},
    }


@pytest.mark.parametrize("verb", OPERATIONS, ids=attrgetter("name"))
def test_reply_has_the_declared_type(verb: Verb, given: dict[str, Any]) -> None:
    fields = {name: given[name] for name in verb.command.__struct_fields__ if name in given}
    outcome = verb.run(given["actor"], verb.command(**fields))
    assert type(verb.make_reply(outcome)) is verb.reply
