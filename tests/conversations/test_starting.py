"""Starting groups and channels."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from accounts.models import Block, User
from conversations.models import Conversation
from tests.conversations.world import UNKNOWN, call, membership, people
from tests.world import Answer


def start(actor: User, **data: object) -> Answer:
    return call(actor, "POST", "conversations", {"kind": "group", "title": "Garden", "members": [], **data})


def test_a_group_starts_with_its_people(alice: User, bob: User, carol: User) -> None:
    made = start(alice, topic="Seeds", history="joined", members=[str(carol.pk), str(bob.pk)])
    assert made.status == 201
    assert (made.body["kind"], made.body["title"], made.body["topic"]) == ("group", "Garden", "Seeds")
    assert made.body["history"] == "joined"
    assert made.body["member_count"] == 3
    assert [(m["user"], m["role"]) for m in made.body["members"]] == [
        (str(alice.pk), "owner"),
        (str(carol.pk), "member"),
        (str(bob.pk), "member"),
    ]


def test_creation_is_rev_1_and_each_member_the_next(alice: User, bob: User) -> None:
    made = start(alice, members=[str(bob.pk)]).body
    conversation = Conversation.objects.get(pk=made["id"])
    assert conversation.changed_rev == 1
    assert [member["rev"] for member in made["members"]] == [2, 3]
    assert made["rev"] == conversation.rev == 3


def test_first_members_may_read_everything(alice: User, bob: User) -> None:
    made = start(alice, history="joined", members=[str(bob.pk)]).body
    bobs = call(bob, "GET", f"conversations/{made['id']}").body["membership"]
    assert (bobs["first_seq"], bobs["read_seq"], bobs["delivered_seq"]) == (1, 0, 0)


def test_a_person_named_twice_or_oneself_is_there_once(alice: User, bob: User) -> None:
    made = start(alice, members=[str(bob.pk), str(bob.pk), str(alice.pk)]).body
    assert made["member_count"] == 2
    assert membership(Conversation.objects.get(), alice).role == "owner"


def test_a_channel_starts_alone(alice: User) -> None:
    made = start(alice, kind="channel")
    assert made.status == 201
    assert made.body["kind"] == "channel"
    assert made.body["membership"]["role"] == "owner"


def test_a_title_is_trimmed(alice: User) -> None:
    assert start(alice, title="  Garden ").body["title"] == "Garden"


@pytest.mark.parametrize("kind", ["group", "channel"])
@pytest.mark.parametrize("title", ["", "   ", "x" * 201, "two\nlines", "n\x00l", None, 7])
def test_a_title_is_asked_for(alice: User, kind: str, title: object) -> None:
    refused = start(alice, kind=kind, title=title)
    assert refused.code == "invalid"
    assert "title" in refused.body["fields"]
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "room"},
        {"history": "none"},
        {"topic": "x" * 1001},
        {"topic": "n\x00l"},
        {"members": "bob"},
        {"members": [1]},
    ],
)
def test_starting_refuses_malformed_input(alice: User, wrong: dict[str, object]) -> None:
    assert start(alice).status == 201
    assert start(alice, **wrong).code == "invalid"


def test_the_server_numbers_and_counts_itself(alice: User, bob: User) -> None:
    made = start(alice, rev=90, last_seq=9, member_count=7, created_by=str(bob.pk), id=str(uuid4())).body
    conversation = Conversation.objects.get(pk=made["id"])
    assert (conversation.rev, conversation.last_seq, conversation.member_count) == (2, 0, 1)
    assert conversation.created_by_id == alice.pk


@pytest.mark.parametrize("unknown", [UNKNOWN, "nobody"])
def test_with_an_unknown_person_nothing_starts(alice: User, bob: User, unknown: str) -> None:
    assert start(alice, members=[str(bob.pk), unknown]).code == "not_found"
    assert not Conversation.objects.exists()


def test_with_a_deactivated_person_nothing_starts(alice: User, bob: User) -> None:
    bob.is_active = False
    bob.save()
    assert start(alice, members=[str(bob.pk)]).code == "not_found"
    assert not Conversation.objects.exists()


def test_nobody_is_drawn_into_a_group_by_a_person_they_block(alice: User, bob: User, carol: User) -> None:
    Block.objects.create(blocker=bob, blocked=alice)
    begun = start(alice, members=[str(carol.pk), str(bob.pk)])
    assert {member["user"] for member in begun.body["members"]} == {str(alice.pk), str(carol.pk)}
    assert call(bob, "GET", "conversations").body["items"] == []


def test_blocker_may_start_a_conversation_with_the_blocked_user(alice: User, bob: User) -> None:
    Block.objects.create(blocker=bob, blocked=alice)
    assert start(bob, members=[str(alice.pk)]).status == 201


def test_a_group_starts_with_100_people_at_most(alice: User) -> None:
    crowd = [str(someone.pk) for someone in people(101)]
    assert start(alice, members=crowd[:100]).body["member_count"] == 101
    assert start(alice, members=crowd).code == "too_large"


def test_a_group_starts_no_larger_than_groups_are(
    alice: User, bob: User, carol: User, limit: Callable[[str, int], None]
) -> None:
    limit("members_per_group", 2)
    assert start(alice, members=[str(bob.pk)]).status == 201
    assert start(alice, members=[str(bob.pk), str(carol.pk)]).code == "too_large"


def test_a_person_is_in_a_bounded_number_of_groups(alice: User, bob: User, limit: Callable[[str, int], None]) -> None:
    limit("groups_per_user", 1)
    assert start(bob, members=[str(alice.pk)]).status == 201
    assert start(bob).code == "too_large"
    assert start(alice).status == 201
    assert call(alice, "POST", "conversations", {"kind": "direct", "members": [str(bob.pk)]}).status == 201
