"""Conversations that many start at once."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import User
from conversations.models import Conversation, Membership
from conversations.operations.joining import join_channel
from conversations.operations.starting import start_conversation
from tests.conversations.invariants import ensure_sound
from tests.conversations.racing import MANY, at_once
from tests.conversations.world import direct, group, people

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_start_one_direct_conversation(alice: User, bob: User) -> None:
    made: list[bool] = []

    def start(actor: User, other: User) -> None:
        made.append(start_conversation(actor=actor, kind="direct", members=[other.pk]).is_new)

    acts = [partial(start, alice, bob), partial(start, bob, alice)] * (MANY // 2)
    assert at_once(acts) == {"ok": MANY}
    assert Counter(made) == {True: 1, False: MANY - 1}
    conversation = Conversation.objects.get()
    assert (conversation.member_count, conversation.rev) == (2, 3)
    ensure_sound(conversation)


def test_starting_and_joining_count_together(alice: User, bob: User, limit: Callable[[str, int], None]) -> None:
    channels = [group(alice, kind="channel") for _ in range(10)]
    limit("groups_per_user", 4)
    starting = [partial(start_conversation, actor=bob, kind="group", title="Mine", members=[])] * 10
    joining = [partial(join_channel, actor=bob, conversation_id=channel.pk) for channel in channels]
    assert at_once([*starting, *joining]) == {"ok": 4, "too_large": 16}


def test_groups_of_the_same_people_start_without_a_deadlock(alice: User) -> None:
    crowd = [user.pk for user in people(10)]
    orders = [crowd, crowd[::-1], crowd[5:] + crowd[:5]]
    acts = [partial(start_conversation, actor=alice, kind="group", title="Us", members=order) for order in orders * 10]
    assert at_once(acts) == {"ok": 30}
    for conversation in Conversation.objects.all():
        ensure_sound(conversation)


def test_talking_to_oneself_starts_once(alice: User) -> None:
    acts = [partial(start_conversation, actor=alice, kind="direct", members=[])] * MANY
    assert at_once(acts) == {"ok": MANY}
    ensure_sound(Conversation.objects.get())
    assert Membership.objects.count() == 1


def test_direct_conversations_with_many_do_not_mix(alice: User) -> None:
    others = people(10)
    acts = [partial(direct, alice, other) for other in others * 5]
    assert at_once(acts) == {"ok": MANY}
    assert Conversation.objects.count() == 10
    for conversation in Conversation.objects.all():
        ensure_sound(conversation)
