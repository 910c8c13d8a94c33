"""Adding and asking others is bounded, and being added does not use up a user's own limit of groups."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from conversations.models import Conversation
from conversations.operations.leaving import leave_conversation
from tests.conversations.asking import add, chooses, members_of, post_message, start, waiting
from tests.conversations.world import call, direct, give_role, group, membership, people
from tests.verbs import advance_receipt


def test_sender_cannot_use_up_the_requests_of_a_person(
    alice: User, shy: User, carol: User, limit: Callable[[str, int], None]
) -> None:
    limit("requests_per_asker", 1)
    assert [add(alice, group(alice), shy).status for _ in range(3)] == [202, 202, 202]
    assert len(waiting(shy)) == 1
    add(carol, group(carol), shy)
    assert len(waiting(shy)) == 2


def test_requests_are_bounded_and_the_asker_does_not_see_it(
    alice: User, shy: User, limit: Callable[[str, int], None]
) -> None:
    limit("requests_per_user", 1)
    assert [add(alice, group(alice), shy).status for _ in range(3)] == [202, 202, 202]
    assert len(waiting(shy)) == 1


def test_a_group_counts_for_the_adder_until_the_added_takes_part(
    alice: User, bob: User, mallory: User, limit: Callable[[str, int], None]
) -> None:
    limit("groups_per_user", 2)
    rooms = []
    for _ in range(2):
        rooms.append(group(mallory, bob))
        give_role(rooms[-1], bob, "owner")
        leave_conversation(actor=mallory, conversation_id=rooms[-1].pk)
    assert start(mallory, kind="group", title="Third").code == "too_large"
    assert [start(bob, kind="group", title="Own").status for _ in range(2)] == [201, 201]
    assert start(bob, kind="group", title="Own").code == "too_large"
    post_message(alice_in(rooms[0], alice), rooms[0].pk)
    advance_receipt(actor=bob, conversation=rooms[0].pk, read_seq=1)
    assert start(mallory, kind="group", title="Third").status == 201


def alice_in(conversation: Conversation, alice: User) -> User:
    """A user who writes there."""
    add(User.objects.get(username="bob"), conversation, alice)
    return alice


def test_adding_strangers_has_a_rate(alice: User, settings: Any) -> None:
    settings.RATE_LIMITS = True
    settings.RATES = {**settings.RATES, "add_strangers": (3, 3600)}
    crowd = people(5)
    assert start(alice, *crowd[:3], kind="group", title="Crowd").status == 201
    for refused in (start(alice, crowd[3]), start(alice, crowd[4], kind="group", title="More")):
        assert (refused.status, refused.code) == (429, "rate_limited")
        assert refused.body["retry_after_ms"] > 0


def test_people_one_knows_are_no_strangers(alice: User, bob: User, settings: Any) -> None:
    direct(bob, alice)
    settings.RATE_LIMITS = True
    settings.RATES = {**settings.RATES, "add_strangers": (0, 3600)}
    assert start(bob, alice, kind="group", title="Garden").code == "rate_limited"
    assert start(alice, bob, kind="group", title="Garden").status == 201


def test_the_same_stranger_is_added_to_few_groups_at_once(
    alice: User, bob: User, settings: Any, limit: Callable[[str, int], None]
) -> None:
    settings.RATE_LIMITS = True
    limit("waiting_per_adder", 2)
    assert [start(alice, bob, kind="group", title="G").status for _ in range(3)] == [201, 201, 429]
    leave_conversation(actor=bob, conversation_id=Conversation.objects.first().pk)  # type: ignore[union-attr]
    assert start(alice, bob, kind="group", title="G").status == 201


def test_leaving_and_blocking_undoes_what_one_person_did(alice: User, bob: User, mallory: User, carol: User) -> None:
    kept = group(carol, bob)
    spam = [group(mallory, bob, title=f"S{number}") for number in range(3)]
    assert membership(spam[0], bob).added_by == mallory
    assert call(bob, "GET", f"conversations/{spam[0].pk}").body["membership"]["added_by"] == str(mallory.pk)
    chooses(bob, "nobody")
    start(mallory, bob)
    done = call(bob, "POST", "conversations/leave-and-block", {"user": str(mallory.pk)})
    assert (done.status, done.body) == (200, {"left": 3})
    assert [each["id"] for each in call(bob, "GET", "conversations").body["items"]] == [str(kept.pk)]
    assert waiting(bob) == []
    assert members_of(start(mallory, bob, kind="group", title="S")) == {str(mallory.pk)}
    assert waiting(bob) == []
    assert call(bob, "POST", "conversations/leave-and-block", {"user": str(bob.pk)}).code == "invalid"
