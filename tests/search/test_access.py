"""Search finds only what the person who searches may read now."""

import pytest

from accounts.models import Block, User
from chatproject.contract.errors import Invalid
from conversations.models import Conversation
from conversations.operations.adding import add_member
from conversations.operations.leaving import leave_conversation
from conversations.operations.removing import remove_member
from messaging.models import SearchEntry
from messaging.search.engine import index
from messaging.search.following import catch_up
from messaging.search.index import Entry
from tests.conversations.world import direct, group
from tests.search.world import found, page, send
from tests.verbs import delete_message, edit_message

pytestmark = pytest.mark.django_db


def test_outsider_finds_nothing(alice: User, mallory: User, garden: Conversation) -> None:
    send(alice, garden, "the needle is here")

    assert found(alice, "needle")
    assert found(mallory, "needle") == []
    assert page(mallory, "needle").next_cursor is None
    with pytest.raises(Invalid, match="you are in no conversation"):
        found(mallory, f"needle in:{garden.pk}")


def test_removed_member_finds_nothing(alice: User, bob: User, garden: Conversation) -> None:
    send(alice, garden, "the needle is here")
    assert found(bob, "needle")

    remove_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk)

    assert found(bob, "needle") == []


def test_member_who_left_finds_nothing(alice: User, bob: User, garden: Conversation) -> None:
    send(alice, garden, "the needle is here")

    leave_conversation(actor=bob, conversation_id=garden.pk)

    assert found(bob, "needle") == []


def test_newcomer_finds_only_what_came_later_when_history_is_hidden(alice: User, bob: User, carol: User) -> None:
    room = group(alice, bob, history="joined")
    send(alice, room, "an early needle")
    add_member(actor=alice, conversation_id=room.pk, user_id=carol.pk)
    [late] = send(alice, room, "a late needle")

    assert found(carol, "needle") == [late]
    assert len(found(bob, "needle")) == 2


def test_retention_hides_at_once(alice: User, garden: Conversation) -> None:
    [old, new] = send(alice, garden, "an old needle", "a new needle")

    Conversation.objects.filter(pk=garden.pk).update(expired_seq=old)

    assert found(alice, "needle") == [new]


def test_deleted_message_is_not_found_and_leaves_no_entry(alice: User, garden: Conversation) -> None:
    [seq] = send(alice, garden, "the needle is here")
    assert SearchEntry.objects.count() == 1

    delete_message(actor=alice, conversation=garden.pk, seq=seq)

    assert found(alice, "needle") == []
    assert not SearchEntry.objects.exists()


def test_edited_message_is_found_by_what_it_says_now(alice: User, garden: Conversation) -> None:
    [seq] = send(alice, garden, "the needle is here")

    edit_message(actor=alice, conversation=garden.pk, seq=seq, body="the thread is here")
    assert found(alice, "needle") == [], "before the worker has seen the edit"

    catch_up()
    assert found(alice, "needle") == []
    assert found(alice, "thread") == [seq]
    assert not SearchEntry.objects.filter(text__contains="needle").exists()


def test_wrong_proposal_of_the_engine_is_not_shown(alice: User, bob: User, garden: Conversation) -> None:
    send(alice, garden, "something else")
    entry = SearchEntry.objects.get()

    index.store([Entry(entry.message_id, entry.facets, " needle ")])

    assert found(alice, "needle") == []


def test_blocked_persons_messages_are_found_as_the_timeline_shows_them(alice: User, bob: User) -> None:
    room = direct(alice, bob)
    send(alice, room, "hello")
    [seq] = send(bob, room, "the needle is here")

    Block.objects.create(blocker=alice, blocked=bob)

    assert found(alice, "needle") == [seq]
    assert found(bob, "needle") == [seq]


def test_count_of_conversations_tells_nothing_of_others(alice: User, mallory: User, garden: Conversation) -> None:
    send(alice, garden, "the needle is here")

    assert page(alice, "needle").searched.conversations == 1
    assert page(mallory, "needle").searched.conversations == 0
    assert page(mallory, "needle").searched.indexing is None
