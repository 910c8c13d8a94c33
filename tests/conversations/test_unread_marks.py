"""Marking messages as unread: for oneself alone, and ended by reading past it."""

from typing import Any

import pytest

from accounts.models import User
from accounts.private import next_me_rev
from chatproject.realtime import user_group
from conversations.models import Conversation
from conversations.operations.adding import add_member
from conversations.operations.leaving import leave_conversation
from conversations.operations.personalising import forget_unread_mark
from conversations.operations.removing import remove_member
from conversations.unread import read_up_to
from tests.conversations.world import call, event, group, listening, membership
from tests.notifications.telling import post_message
from tests.world import Answer


@pytest.fixture
def garden(alice: User, bob: User) -> Conversation:
    """Alice wrote six messages, and bob has read five of them."""
    garden = group(alice, bob)
    for _ in range(6):
        post_message(alice, garden)
    read(bob, garden, 5)
    return garden


def read(user: User, conversation: Conversation, seq: int) -> Answer:
    return call(user, "PUT", f"conversations/{conversation.pk}/receipt", {"read_seq": seq})


def mark(user: User, conversation: Conversation, seq: int | None) -> Answer:
    return call(user, "PATCH", f"conversations/{conversation.pk}/membership", {"unread_from": seq})


def view(user: User, conversation: Conversation) -> Any:
    return call(user, "GET", f"conversations/{conversation.pk}").body


def test_everything_from_the_mark_on_is_unread(garden: Conversation, bob: User) -> None:
    assert mark(bob, garden, 3).body["unread_from"] == 3
    assert view(bob, garden)["unread"] == 4
    [listed] = call(bob, "GET", "conversations").body["items"]
    assert listed["unread"] == 4
    assert "unread_from" not in mark(bob, garden, None).body
    assert view(bob, garden)["unread"] == 1


def test_mark_behind_what_was_read_hides_nothing_unread(garden: Conversation, bob: User) -> None:
    mark(bob, garden, 6)
    assert view(bob, garden)["unread"] == 1


def test_others_see_no_mark_and_receipts_do_not_move(garden: Conversation, alice: User, bob: User) -> None:
    before = view(alice, garden)
    with listening() as published:
        mark(bob, garden, 1)
    assert [(each.group, event(each)["unread_from"]) for each in published] == [(user_group(bob.pk), 1)]
    assert view(alice, garden) == before
    assert membership(garden, bob).read_seq == 5


def test_reading_past_the_mark_ends_it_on_all_devices(garden: Conversation, bob: User) -> None:
    mark(bob, garden, 3)
    assert read(bob, garden, 2).body == {"delivered_seq": 5, "read_seq": 5}
    assert view(bob, garden)["unread"] == 4
    with listening() as published:
        assert read(bob, garden, 3).body == {"delivered_seq": 5, "read_seq": 5}
    [envelope] = published
    assert (envelope.group, envelope.rev, event(envelope)["type"]) == (user_group(bob.pk), 2, "membership")
    assert "unread_from" not in event(envelope)
    assert view(bob, garden)["unread"] == 1


def test_receipt_beyond_the_end_does_not_end_a_mark_that_it_cannot_reach(garden: Conversation, bob: User) -> None:
    mark(bob, garden, 6)
    read(bob, garden, 5)
    assert membership(garden, bob).unread_from == 6
    read(bob, garden, 1000)
    assert membership(garden, bob).unread_from is None


def test_read_does_not_end_a_mark_that_was_moved_meanwhile(garden: Conversation, bob: User) -> None:
    mark(bob, garden, 2)
    forget_unread_mark(user=bob.pk, conversation=garden.pk, unread_from=4)
    assert membership(garden, bob).unread_from == 2


def test_sending_leaves_the_mark(garden: Conversation, bob: User) -> None:
    mark(bob, garden, 3)
    post_message(bob, garden)
    assert view(bob, garden)["unread"] == 5


def test_unmarked_reading_counts_no_private_change(garden: Conversation, bob: User) -> None:
    read(bob, garden, 6)
    assert next_me_rev(bob.pk) == 1


@pytest.mark.parametrize("seq", [0, -1, 7, 2**53, "3", 1.5, True])
def test_mark_must_be_the_seq_of_a_message(seq: object, garden: Conversation, bob: User) -> None:
    answer = call(bob, "PATCH", f"conversations/{garden.pk}/membership", {"unread_from": seq})
    assert answer.code == "invalid"
    assert membership(garden, bob).unread_from is None


def test_hidden_history_is_not_unread(alice: User, bob: User) -> None:
    garden = group(alice, history="joined")
    for _ in range(4):
        post_message(alice, garden)
    add_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk)
    post_message(alice, garden)
    read(bob, garden, 5)
    mark(bob, garden, 2)
    assert view(bob, garden)["unread"] == 1


def test_expired_history_is_not_unread(garden: Conversation, bob: User) -> None:
    mark(bob, garden, 2)
    Conversation.objects.filter(pk=garden.pk).update(expired_seq=4)
    assert view(bob, garden)["unread"] == 2


@pytest.mark.parametrize("is_removed", [True, False])
def test_returning_member_has_no_mark(is_removed: bool, garden: Conversation, alice: User, bob: User) -> None:
    mark(bob, garden, 1)
    if is_removed:
        remove_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk)
    else:
        leave_conversation(actor=bob, conversation_id=garden.pk)
    assert membership(garden, bob).unread_from is None


@pytest.mark.parametrize(
    ("read_seq", "unread_from", "floor", "result"),
    [(5, None, 0, 5), (5, 3, 0, 2), (5, 9, 0, 5), (5, 1, 0, 0), (5, 1, 4, 4), (5, None, 4, 5)],
)
def test_how_far_a_member_has_read(read_seq: int, unread_from: int | None, floor: int, result: int) -> None:
    assert read_up_to(read_seq, unread_from, floor) == result
