"""Joining, adding, leaving and removing by many at once."""

from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import User
from chatproject.realtime import Envelope
from conversations.models import Membership
from conversations.operations.adding import add_member
from conversations.operations.joining import join_channel
from conversations.operations.leaving import leave_conversation
from conversations.operations.personalising import personalise_conversation
from conversations.operations.promoting import change_role
from conversations.operations.removing import remove_member
from conversations.operations.renaming import change_conversation
from tests.conversations.invariants import ensure_sound
from tests.conversations.law import of_conversation
from tests.conversations.racing import MANY, at_once, ensure_each_rev_told_once, meanwhile
from tests.conversations.world import give_role, group, people

pytestmark = pytest.mark.django_db(transaction=True)


def test_user_who_joins_many_times_is_a_member_once(alice: User, bob: User, published: list[Envelope]) -> None:
    channel = group(alice, kind="channel")
    assert at_once([partial(join_channel, actor=bob, conversation_id=channel.pk)] * MANY) == {"ok": MANY}
    ensure_sound(channel)
    assert (channel.member_count, channel.rev) == (2, 3)
    ensure_each_rev_told_once(published, channel, since=2)


def test_a_channel_takes_as_many_as_it_may(
    alice: User, published: list[Envelope], limit: Callable[[str, int], None]
) -> None:
    limit("members_per_channel", 31)
    channel = group(alice, kind="channel")
    acts = [partial(join_channel, actor=user, conversation_id=channel.pk) for user in people(MANY)]
    assert at_once(acts) == {"ok": 30, "too_large": 20}
    ensure_sound(channel)
    assert channel.member_count == 31
    assert sorted(Membership.objects.of(channel).values_list("rev", flat=True)) == list(range(2, 33))
    ensure_each_rev_told_once(published, channel, since=2)


def test_user_joins_no_more_groups_than_allowed(alice: User, bob: User, limit: Callable[[str, int], None]) -> None:
    channels = [group(alice, kind="channel") for _ in range(20)]
    limit("groups_per_user", 3)
    acts = [partial(join_channel, actor=bob, conversation_id=channel.pk) for channel in channels]
    assert at_once(acts) == {"ok": 3, "too_large": 17}
    assert Membership.objects.for_user(bob).count() == 3


def test_joining_and_leaving_keep_the_books(alice: User, published: list[Envelope]) -> None:
    channel = group(alice, kind="channel")

    def come_and_go(user: User) -> None:
        for _ in range(3):
            join_channel(actor=user, conversation_id=channel.pk)
            leave_conversation(actor=user, conversation_id=channel.pk)
        join_channel(actor=user, conversation_id=channel.pk)

    assert at_once([partial(come_and_go, user) for user in people(10)]) == {"ok": 10}
    ensure_sound(channel)
    assert (channel.member_count, channel.rev) == (11, 2 + 70)
    ensure_each_rev_told_once(published, channel, since=2)


def test_adding_and_removing_one_person_keep_the_books(alice: User, bob: User, published: list[Envelope]) -> None:
    conversation = group(alice)

    def add() -> None:
        add_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)

    def remove() -> None:
        remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)

    outcome = at_once([add, remove] * (MANY // 2))
    assert outcome["ok"] + outcome["not_found"] == MANY
    ensure_sound(conversation)
    ensure_each_rev_told_once(published, conversation, since=2)
    told = of_conversation(published, conversation.pk)
    by_rev = sorted(told, key=lambda envelope: envelope.rev)
    assert [envelope.left for envelope in by_rev] == [number % 2 == 1 for number in range(len(by_rev))]


def test_every_change_at_once_has_its_own_rev(alice: User, bob: User, published: list[Envelope]) -> None:
    channel = group(alice, bob, kind="channel")
    rename = [partial(change_conversation, actor=alice, conversation_id=channel.pk, title=f"T{n}") for n in range(15)]
    join = [partial(join_channel, actor=user, conversation_id=channel.pk) for user in people(20)]
    roles = [
        partial(change_role, actor=alice, conversation_id=channel.pk, user_id=bob.pk, role=role)
        for role in ["admin", "member", "owner"] * 5
    ]
    assert at_once([*rename, *join, *roles]) == {"ok": MANY}
    ensure_sound(channel)
    ensure_each_rev_told_once(published, channel, since=3)


def test_nothing_personal_survives_leaving(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    pin = partial(personalise_conversation, actor=bob, conversation_id=conversation.pk, pinned=True)
    assert meanwhile(partial(leave_conversation, actor=bob, conversation_id=conversation.pk), pin) == {"not_found": 1}
    ensure_sound(conversation)


def test_member_removed_during_their_call_changes_nothing(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    give_role(conversation, bob, "admin")
    remove = partial(remove_member, actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    rename = partial(change_conversation, actor=bob, conversation_id=conversation.pk, title="Mine")
    assert meanwhile(remove, rename) == {"not_found": 1}
    conversation.refresh_from_db()
    assert conversation.title == "Garden"
