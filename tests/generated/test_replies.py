"""Every command is answered with what the contract's table says."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from chatproject.lib import commands
from conversations.operations.starting import start_conversation
from messaging.commands import COMMANDS
from messaging.operations.sending import send_message


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


@pytest.mark.parametrize("command", COMMANDS)
def test_its_reply_is_of_the_type_named(command: type[commands.CommandInput], given: dict[str, Any]) -> None:
    fields = {name: given[name] for name in command.__struct_fields__ if name in given}
    kind = COMMANDS[command]
    reply = kind.reply(kind.run(given["actor"], command(**fields)))
    assert type(reply) is commands.REPLIES[command]
