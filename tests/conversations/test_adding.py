"""Adding people to groups and channels."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from accounts.models import Block, User
from conversations.models import Conversation
from conversations.operations.leaving import leave_conversation
from conversations.operations.removing import remove_member
from tests.conversations.world import call, give_role, group, membership
from tests.world import Answer


def add(actor: User, conversation: Conversation, user: object, **data: object) -> Answer:
    return call(actor, "POST", f"conversations/{conversation.pk}/members", {"user": str(user), **data})


@pytest.mark.parametrize("kind", ["group", "channel"])
def test_any_member_adds_a_member(alice: User, bob: User, carol: User, kind: str) -> None:
    conversation = group(alice, bob, kind=kind)
    added = add(bob, conversation, carol.pk)
    assert added.status == 201
    assert (added.body["user"], added.body["role"], added.body["rev"]) == (str(carol.pk), "member", 4)
    assert call(carol, "GET", f"conversations/{conversation.pk}").body["member_count"] == 3


def test_the_owner_gives_a_higher_role(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice)
    assert add(alice, conversation, bob.pk, role="owner").body["role"] == "owner"
    assert add(alice, conversation, carol.pk, role="admin").body["role"] == "admin"


@pytest.mark.parametrize("actor", ["admin", "member"])
@pytest.mark.parametrize("role", ["owner", "admin"])
def test_nobody_else_gives_a_higher_role(alice: User, bob: User, carol: User, actor: str, role: str) -> None:
    conversation = group(alice, bob)
    give_role(conversation, bob, actor)
    assert add(bob, conversation, carol.pk, role=role).code == "forbidden"
    assert add(bob, conversation, carol.pk).status == 201


def test_adding_a_member_again_changes_nothing(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    again = add(alice, conversation, bob.pk, role="admin")
    assert (again.status, again.body["role"], again.body["rev"]) == (200, "member", 3)
    assert call(alice, "GET", f"conversations/{conversation.pk}").body["rev"] == 3


def test_an_outsider_adds_nobody(alice: User, mallory: User) -> None:
    for kind in ("group", "channel"):
        conversation = group(alice, kind=kind)
        assert add(mallory, conversation, mallory.pk).code == "not_found"
        assert call(alice, "GET", f"conversations/{conversation.pk}").body["member_count"] == 1


def test_adding_an_unknown_or_inactive_user_is_not_found(alice: User, bob: User) -> None:
    conversation = group(alice)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    for unknown in (uuid4(), "nobody", bob.pk):
        assert add(alice, conversation, unknown).code == "not_found"


def test_adding_a_user_who_blocks_the_actor_adds_nobody(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice, carol)
    Block.objects.create(blocker=bob, blocked=alice)
    assert add(alice, conversation, bob.pk).status == 202
    assert add(carol, conversation, bob.pk).status == 201


def test_person_who_left_is_asked_before_they_are_added_again(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice, bob, carol)
    leave_conversation(actor=bob, conversation_id=conversation.pk)
    for adder in (alice, carol):
        assert add(adder, conversation, bob.pk).status == 202
    [request] = call(bob, "GET", "conversations/requests").body["items"]
    assert call(bob, "POST", f"conversations/requests/{request['id']}/decline").status == 204
    assert add(alice, conversation, bob.pk).status == 202
    assert call(bob, "GET", "conversations/requests").body["items"] == []
    assert call(bob, "GET", f"conversations/{conversation.pk}").code == "not_found"


def test_removed_person_is_added_again_without_asking(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    assert add(alice, conversation, bob.pk).status == 201


@pytest.mark.parametrize("wrong", [{"role": "king"}, {"user": None}, {"user": 1}, {"role": None}])
def test_adding_refuses_malformed_input(alice: User, bob: User, wrong: dict[str, object]) -> None:
    conversation = group(alice)
    assert call(alice, "POST", f"conversations/{conversation.pk}/members", {"user": str(bob.pk), **wrong}).code == (
        "invalid"
    )


def test_only_the_role_is_taken_from_the_request(alice: User, bob: User) -> None:
    conversation = group(alice)
    add(alice, conversation, bob.pk, rev=77, joined_at="2001-01-01T00:00:00Z", read_seq=5, left_at=None)
    bobs = membership(conversation, bob)
    assert (bobs.rev, bobs.read_seq) == (3, 0)
    assert bobs.joined_at.year > 2001


def test_former_member_returns_as_a_new_member(alice: User, bob: User) -> None:
    conversation = group(alice, bob, history="joined")
    give_role(conversation, bob, "admin")
    remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    Conversation.objects.filter(pk=conversation.pk).update(last_seq=9)
    before = membership(conversation, bob).pk
    add(alice, conversation, bob.pk)
    bobs = membership(conversation, bob)
    assert (bobs.pk, bobs.role, bobs.left_at) == (before, "member", None)
    assert (bobs.joined_seq, bobs.delivered_seq, bobs.read_seq) == (9, 9, 9)
    assert bobs.rev == Conversation.objects.get(pk=conversation.pk).rev == 5


@pytest.mark.parametrize(("kind", "name"), [("group", "members_per_group"), ("channel", "members_per_channel")])
def test_a_conversation_grows_to_its_limit(
    alice: User, bob: User, carol: User, limit: Callable[[str, int], None], kind: str, name: str
) -> None:
    limit(name, 2)
    conversation = group(alice, kind=kind)
    assert add(alice, conversation, bob.pk).status == 201
    assert add(alice, conversation, carol.pk).code == "too_large"
    leave_conversation(actor=bob, conversation_id=conversation.pk)
    assert add(alice, conversation, carol.pk).status == 201


def test_a_person_is_asked_when_as_many_groups_as_may_wait_for_them(
    alice: User, bob: User, limit: Callable[[str, int], None]
) -> None:
    first, second = group(alice), group(alice)
    limit("groups_per_user", 1)
    assert add(alice, first, bob.pk).status == 201
    assert add(alice, second, bob.pk).status == 202
    leave_conversation(actor=bob, conversation_id=first.pk)
    assert add(alice, second, bob.pk).status == 201
