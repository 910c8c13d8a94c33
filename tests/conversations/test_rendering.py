"""Conversations as their members see them, and what that costs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from conversations.models import Conversation, Membership
from conversations.operations.adding import add_member
from conversations.operations.leaving import leave_conversation
from conversations.operations.removing import remove_member
from messaging.conversation_views import conversation_view, conversation_views
from tests.conversations.world import call, direct, group, membership, people
from tests.verbs import advance_receipt, delete_message, send_message

CountQueries = Callable[[int], AbstractContextManager[Any]]

#: Memberships with their conversations, the members of small ones, the last messages with their reactions, and the
#: unread mentions.
LIST_QUERIES = 4


def post_message(actor: User, conversation: Conversation, body: str = "Hello") -> None:
    send_message(actor=actor, conversation=conversation.pk, client_id=uuid4(), body=body)


def seen(actor: User, conversation: Conversation) -> dict[str, Any]:
    body: dict[str, Any] = call(actor, "GET", f"conversations/{conversation.pk}").body
    return body


@pytest.mark.parametrize("count", [1, 200])
def test_a_list_of_any_length_takes_the_same_queries(
    alice: User, django_assert_num_queries: CountQueries, count: int
) -> None:
    for number, other in enumerate(people(count)):
        conversation = group(alice, other, kind="channel") if number % 2 else direct(alice, other)
        post_message(other, conversation)
    with django_assert_num_queries(LIST_QUERIES):
        listed = call(alice, "GET", "conversations?limit=200").body
    assert len(listed["items"]) == count
    assert all(len(each["members"]) == 2 and each["last_message"]["seq"] == 1 for each in listed["items"])


def test_rendering_given_conversations_takes_one_more(
    alice: User, bob: User, django_assert_num_queries: CountQueries
) -> None:
    mine = [group(alice, bob) for _ in range(5)]
    others = group(bob)
    with django_assert_num_queries(2):
        found = conversation_views(alice, [mine[3], others, mine[0]])
    assert [each.id for each in found] == [mine[3].pk, mine[0].pk]


def test_single_conversation_takes_as_many_queries_as_the_list(
    alice: User, bob: User, django_assert_num_queries: CountQueries
) -> None:
    conversation = group(alice, bob)
    post_message(bob, conversation)
    with django_assert_num_queries(LIST_QUERIES):
        seen(alice, conversation)


def test_unread_is_subtraction(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    for _ in range(3):
        post_message(alice, conversation)
    assert (seen(alice, conversation)["unread"], seen(bob, conversation)["unread"]) == (0, 3)
    advance_receipt(actor=bob, conversation=conversation.pk, read_seq=2)
    assert seen(bob, conversation)["unread"] == 1
    assert seen(bob, conversation)["last_seq"] == 3


def test_the_last_message_is_the_newest(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    assert "last_message" not in seen(alice, conversation)
    post_message(alice, conversation, "One")
    post_message(bob, conversation, "Two")
    assert seen(alice, conversation)["last_message"]["body"] == "Two"


def test_a_tombstone_is_the_last_message_where_it_is_the_newest(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    post_message(alice, conversation)
    delete_message(actor=alice, conversation=conversation.pk, seq=1)
    last = seen(bob, conversation)["last_message"]
    assert "deleted_at" in last
    assert "body" not in last


def test_newcomer_sees_no_last_message_from_before_they_joined(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice, bob, history="joined")
    post_message(alice, conversation)
    add_member(actor=alice, conversation_id=conversation.pk, user_id=carol.pk)
    assert seen(bob, conversation)["last_message"]["seq"] == 1
    carols = seen(carol, conversation)
    assert "last_message" not in carols
    assert (carols["unread"], carols["membership"]["first_seq"]) == (0, 2)
    post_message(alice, conversation)
    assert seen(carol, conversation)["last_message"]["seq"] == 2


def test_members_are_listed_in_small_conversations_only(alice: User) -> None:
    crowd = people(50)
    conversation = group(alice, *crowd[:49])
    assert len(seen(alice, conversation)["members"]) == 50
    add_member(actor=alice, conversation_id=conversation.pk, user_id=crowd[49].pk)
    large = seen(alice, conversation)
    assert (large["member_count"], large["members"]) == (51, [])


def test_members_are_listed_as_they_joined(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice, bob, carol)
    remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    add_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    assert [m["user"] for m in seen(alice, conversation)["members"]] == [str(u.pk) for u in (alice, carol, bob)]


def test_the_conversation_has_the_contracts_fields(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    post_message(alice, conversation)
    whole = seen(bob, conversation)
    contract = {"id", "kind", "title", "topic", "history", "rev", "last_seq", "unread", "member_count", "members"}
    assert contract | {"last_message", "membership"} <= whole.keys()
    member = {"user", "role", "rev", "joined_at", "delivered_seq", "read_seq"}
    assert all(each.keys() == member for each in whole["members"])
    assert member <= whole["membership"].keys()


def test_the_actor_who_left_sees_none_of_it(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    assert conversation_views(bob, [conversation]) != []
    leave_conversation(actor=bob, conversation_id=conversation.pk)
    assert conversation_views(bob, [conversation]) == []


def test_a_read_mark_ahead_of_a_stale_row_makes_no_negative_unread(alice: User, bob: User) -> None:
    stale = group(alice, bob)
    post_message(alice, stale)
    Membership.objects.filter(pk=membership(stale, bob).pk).update(delivered_seq=1, read_seq=1)
    assert stale.last_seq == 0
    assert conversation_view(bob, stale).unread == 0
