"""A user cannot write to someone they block, and the blocked user does not learn of the block."""

from uuid import uuid4

import pytest

from accounts.models import Block, User
from chatproject.contract.errors import DomainError
from conversations.models import Conversation
from tests.conversations.world import call, direct, group
from tests.verbs import EXAMPLES, OPERATIONS, add_reaction, command_of, send_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_two(alice: User, bob: User) -> Conversation:
    """Alice wrote the first message in it, and reacted to it."""
    return said_in(direct(alice, bob), alice)


def said_in(conversation: Conversation, author: User) -> Conversation:
    send_message(actor=author, conversation=conversation.pk, client_id=uuid4(), body="one")
    add_reaction(actor=author, conversation=conversation.pk, seq=1, emoji="👍")
    return conversation


def codes(actor: User, conversation: Conversation) -> dict[str, str]:
    """How each command is answered, and a new upload."""
    found = {"upload": call(actor, "POST", f"conversations/{conversation.pk}/uploads", {"name": "a", "size": 4}).code}
    for verb in OPERATIONS:
        try:
            verb.run(actor, command_of(verb, conversation.pk))
            found[verb.name] = "ok"
        except DomainError as error:
            found[verb.name] = error.code
    return found


def test_nothing_is_said_to_a_person_one_blocks(alice: User, bob: User, of_two: Conversation) -> None:
    Block.objects.create(blocker=alice, blocked=bob)
    refused = {name for name, code in codes(alice, of_two).items() if code == "person_blocked"}
    expected = {"upload", *(verb.name for verb in OPERATIONS if not EXAMPLES[verb.name].when_blocked)}
    assert refused == expected, f"`when_blocked` in tests/verbs: {refused ^ expected}"


def test_refusal_says_to_unblock_first_after_which_all_is_accepted(
    alice: User, bob: User, of_two: Conversation
) -> None:
    call(alice, "PUT", f"me/blocks/{bob.pk}")
    path, message = f"conversations/{of_two.pk}/messages", {"client_id": str(uuid4()), "body": "Hello"}
    answer = call(alice, "POST", path, message)
    assert (answer.status, answer.code) == (403, "person_blocked")
    assert "Unblock" in answer.body["detail"]
    call(alice, "DELETE", f"me/blocks/{bob.pk}")
    assert call(alice, "POST", path, message).status == 201


def test_person_who_is_blocked_is_answered_as_before(alice: User, bob: User, of_two: Conversation) -> None:
    Block.objects.create(blocker=bob, blocked=alice)
    before = call(alice, "GET", f"conversations/{of_two.pk}").body
    assert set(codes(alice, of_two).values()) == {"ok"}
    Block.objects.all().delete()
    assert call(alice, "GET", f"conversations/{of_two.pk}").body.keys() == before.keys()


def test_repeat_of_a_message_is_answered_when_the_block_came_meanwhile(
    alice: User, bob: User, of_two: Conversation
) -> None:
    client_id = uuid4()
    first = send_message(actor=alice, conversation=of_two.pk, client_id=client_id, body="two")
    Block.objects.create(blocker=alice, blocked=bob)
    assert send_message(actor=alice, conversation=of_two.pk, client_id=client_id, body="two").seq == first.seq


def test_nothing_is_said_to_a_person_one_blocks_who_has_not_accepted_yet(alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(who_may_add="nobody")
    bob.refresh_from_db()
    waiting = said_in(direct(alice, bob), alice)
    assert waiting.member_count == 1
    Block.objects.create(blocker=alice, blocked=bob)
    assert codes(alice, waiting)["message.send"] == "person_blocked"


def test_groups_and_notes_to_oneself_know_no_block(alice: User, bob: User) -> None:
    Block.objects.create(blocker=alice, blocked=bob)
    for conversation in (group(alice, bob), direct(alice, alice)):
        assert set(codes(alice, said_in(conversation, alice)).values()) == {"ok"}
