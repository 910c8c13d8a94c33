"""An operation's outcome holds what the reply of its verb needs."""

from operator import attrgetter
from uuid import uuid4

import pytest

from accounts.models import User
from chatproject.contract.verbs import Verb
from conversations.models import Conversation
from tests.verbs import OPERATIONS, command_of, send_message
from tests.verbs.saving import save_message


@pytest.mark.parametrize("verb", OPERATIONS, ids=attrgetter("name"))
def test_reply_has_the_declared_type(verb: Verb, alice: User, garden: Conversation) -> None:
    send_message(actor=alice, conversation=garden.pk, client_id=uuid4(), body="Hello")
    save_message(actor=alice, conversation=garden.pk, seq=1)
    outcome = verb.run(alice, command_of(verb, garden.pk))
    assert type(verb.make_reply(outcome)) is verb.reply
