"""A user is asked first by those who share no conversation with them. A blocked user does not notice."""

from typing import Any

from accounts.models import Block, User
from messaging.presence.watching import can_see_presence
from tests.conversations.asking import add, chooses, members_of, post_message, start, waiting
from tests.conversations.world import call, group, listening
from tests.verbs import advance_receipt
from tests.world import App


def test_everyone_is_the_default(alice: User, bob: User) -> None:
    assert App(bob)("GET", "me").body["who_may_add"] == "everyone"
    assert members_of(start(alice, bob)) == {str(alice.pk), str(bob.pk)}
    assert App(bob)("PATCH", "me", {"who_may_add": "some"}).code == "invalid"


def test_conversation_counts_as_shared_after_taking_part_in_it(alice: User, bob: User) -> None:
    shared = group(alice, bob, title="First")
    chooses(bob, "shared")
    assert add(alice, group(alice), bob).status == 202
    post_message(alice, shared.pk)
    advance_receipt(actor=bob, conversation=shared.pk, read_seq=1)
    assert add(alice, group(alice), bob).status == 201
    chooses(bob, "nobody")
    assert add(alice, group(alice), bob).status == 202


def test_a_channel_both_joined_makes_nobody_known(alice: User, shy: User, carol: User) -> None:
    channel = group(carol, kind="channel")
    for user in (alice, shy):
        assert call(user, "POST", f"conversations/{channel.pk}/join").status == 200
    assert add(alice, group(alice), shy).status == 202


def test_user_who_blocks_the_actor_is_not_asked(alice: User, shy: User) -> None:
    conversation = group(alice)
    add(alice, conversation, shy)
    Block.objects.create(blocker=shy, blocked=alice)
    other = group(alice)
    with listening() as published:
        assert add(alice, other, shy).status == 202
    assert (waiting(shy), published) == ([], [])


def test_a_block_looks_like_a_person_who_does_not_answer(alice: User, bob: User, carol: User) -> None:
    """Otherwise a user who starts conversations with people one at a time learns who blocks them."""
    Block.objects.create(blocker=bob, blocked=alice)
    chooses(carol, "nobody")
    rooms = [group(alice), group(alice)]
    answers = []
    for other, room in zip((bob, carol), rooms, strict=True):
        own, begun, spoken = start(alice, other), start(alice, other, kind="group", title="Garden"), []
        post_message(alice, own.body["id"])
        spoken = [call(alice, "GET", f"conversations/{each.body['id']}").body for each in (own, begun)]
        told = [own, begun, start(alice, other), add(alice, room, other), add(alice, room, other)]
        answers.append([(each.status, _shape(each.body)) for each in told] + [_shape(each) for each in spoken])
    assert answers[0] == answers[1]
    assert can_see_presence(alice.pk, [str(bob.pk), str(carol.pk)]) == []


def _shape(value: Any) -> Any:
    """Returns a response without the values that differ between conversations."""
    if isinstance(value, dict):
        return {key: _shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_shape(each) for each in value]
    return type(value) if isinstance(value, str) else value


def test_hidden_request_does_not_block_requests_from_others(alice: User, shy: User, carol: User) -> None:
    conversation = group(carol, alice)
    Block.objects.create(blocker=shy, blocked=alice)
    add(alice, conversation, shy)
    add(carol, conversation, shy)
    assert len(waiting(shy)) == 1
    add(alice, conversation, shy)
    assert len(waiting(shy)) == 1
