"""Finding and joining channels."""

from uuid import uuid4

import pytest

from accounts.models import User
from conversations.models import Conversation
from conversations.operations.leaving import leave_conversation
from tests.conversations.world import call, group, membership


def titles(user: User, search: str = "") -> list[str]:
    return [channel["title"] for channel in call(user, "GET", f"channels?search={search}").body["items"]]


def test_a_channel_is_found_with_what_outsiders_may_know(alice: User, bob: User) -> None:
    channel = group(alice, kind="channel", title="Seeds", topic="All about them")
    assert call(bob, "GET", "channels").body["items"] == [
        {"id": str(channel.pk), "title": "Seeds", "topic": "All about them", "member_count": 1}
    ]


def test_groups_are_not_found(alice: User, bob: User) -> None:
    group(alice, kind="channel", title="Open garden")
    group(alice, kind="group", title="Secret garden")
    assert titles(bob, "garden") == ["Open garden"]


def test_every_word_is_looked_for_in_title_and_topic(alice: User, bob: User) -> None:
    group(alice, kind="channel", title="Roses", topic="red and white")
    group(alice, kind="channel", title="Tulips", topic="red")
    assert titles(bob, "RED") == ["Roses", "Tulips"]
    assert titles(bob, "white ros") == ["Roses"]
    assert titles(bob, "blue") == []


@pytest.mark.parametrize("wildcard", ["%25", "_", "%5C"])
def test_a_search_has_no_wildcards(alice: User, wildcard: str) -> None:
    group(alice, kind="channel", title="Roses")
    assert titles(alice, "r") == ["Roses"]
    assert titles(alice, wildcard) == []


def test_a_search_without_sense_is_refused_or_finds_nothing(alice: User) -> None:
    group(alice, kind="channel", title="Roses")
    assert call(alice, "GET", "channels?search=%00").code == "invalid"
    assert titles(alice, "x" * 5000) == []


def test_joining_answers_the_conversation(alice: User, bob: User) -> None:
    channel = group(alice, kind="channel")
    joined = call(bob, "POST", f"conversations/{channel.pk}/join")
    assert joined.status == 200
    assert joined.body["membership"]["role"] == "member"
    assert joined.body["member_count"] == 2
    assert call(bob, "GET", f"conversations/{channel.pk}").body == joined.body


def test_joining_twice_changes_nothing(alice: User, bob: User) -> None:
    channel = group(alice, kind="channel")
    first = call(bob, "POST", f"conversations/{channel.pk}/join")
    assert call(bob, "POST", f"conversations/{channel.pk}/join").body == first.body


def test_a_group_is_not_joined(alice: User, bob: User, mallory: User) -> None:
    closed = group(alice, bob)
    assert call(bob, "POST", f"conversations/{closed.pk}/join").status == 200
    assert call(mallory, "POST", f"conversations/{closed.pk}/join").code == "not_found"
    assert call(mallory, "POST", f"conversations/{uuid4()}/join").code == "not_found"


def test_a_newcomer_starts_where_the_channel_stands(alice: User, bob: User) -> None:
    channel = group(alice, kind="channel", history="joined")
    Conversation.objects.filter(pk=channel.pk).update(last_seq=7)
    mine = call(bob, "POST", f"conversations/{channel.pk}/join").body
    assert mine["unread"] == 0
    assert (mine["membership"]["delivered_seq"], mine["membership"]["read_seq"]) == (7, 7)
    assert mine["membership"]["first_seq"] == 8


def test_newcomer_may_read_earlier_messages_when_history_is_all(alice: User, bob: User) -> None:
    channel = group(alice, kind="channel", history="all")
    Conversation.objects.filter(pk=channel.pk).update(last_seq=7)
    assert call(bob, "POST", f"conversations/{channel.pk}/join").body["membership"]["first_seq"] == 1


def test_first_member_to_join_an_empty_channel_owns_it(alice: User, bob: User, carol: User) -> None:
    channel = group(alice, kind="channel")
    leave_conversation(actor=alice, conversation_id=channel.pk)
    assert titles(bob) == ["Garden"]
    call(bob, "POST", f"conversations/{channel.pk}/join")
    call(carol, "POST", f"conversations/{channel.pk}/join")
    call(alice, "POST", f"conversations/{channel.pk}/join")
    assert [membership(channel, who).role for who in (bob, carol, alice)] == ["owner", "member", "member"]
