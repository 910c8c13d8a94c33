"""The last owner, and who has which role, when many act at once."""

from functools import partial

import pytest

from accounts.models import User
from chatproject.realtime import Envelope
from conversations.models import Membership
from conversations.operations.joining import join_channel
from conversations.operations.leaving import leave_conversation
from conversations.operations.promoting import change_role
from conversations.operations.renaming import change_conversation
from tests.conversations.invariants import ensure_sound
from tests.conversations.racing import MANY, at_once, ensure_each_rev_told_once, meanwhile
from tests.conversations.world import give_role, group, people

pytestmark = pytest.mark.django_db(transaction=True)


def test_last_of_many_leaving_owners_stays(alice: User, bob: User, published: list[Envelope]) -> None:
    owners = [alice, *people(19)]
    conversation = group(alice, bob, *owners[1:])
    Membership.objects.of(conversation).exclude(user=bob).update(role="owner")
    acts = [partial(leave_conversation, actor=user, conversation_id=conversation.pk) for user in owners]
    assert at_once(acts) == {"ok": 19, "last_owner": 1}
    ensure_sound(conversation)
    assert conversation.member_count == 2
    ensure_each_rev_told_once(published, conversation, since=22)


def test_last_of_many_owners_who_leave_or_step_down_stays(alice: User, bob: User) -> None:
    owners = [alice, *people(19)]
    conversation = group(alice, bob, *owners[1:])
    Membership.objects.of(conversation).exclude(user=bob).update(role="owner")
    leaving = [partial(leave_conversation, actor=user, conversation_id=conversation.pk) for user in owners[:10]]
    stepping_down = [
        partial(change_role, actor=user, conversation_id=conversation.pk, user_id=user.pk, role="admin")
        for user in owners[10:]
    ]
    assert at_once([*leaving, *stepping_down]) == {"ok": 19, "last_owner": 1}
    ensure_sound(conversation)


def test_owners_who_turn_on_each_other_leave_one(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    give_role(conversation, bob, "owner")

    def demote(actor: User, other: User) -> None:
        change_role(actor=actor, conversation_id=conversation.pk, user_id=other.pk, role="member")

    outcome = at_once([partial(demote, alice, bob), partial(demote, bob, alice)] * 10)
    assert outcome == {"ok": 10, "forbidden": 10}
    ensure_sound(conversation)
    assert Membership.objects.of(conversation).owners().count() == 1


def test_the_last_two_leave_in_any_order_with_an_owner_to_the_end(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    outcome = at_once(
        [partial(leave_conversation, actor=user, conversation_id=conversation.pk) for user in (alice, bob)]
    )
    assert outcome in ({"ok": 2}, {"ok": 1, "last_owner": 1})
    ensure_sound(conversation)


def test_an_empty_channel_gets_one_owner(alice: User) -> None:
    channel = group(alice, kind="channel")
    leave_conversation(actor=alice, conversation_id=channel.pk)
    acts = [partial(join_channel, actor=user, conversation_id=channel.pk) for user in people(MANY)]
    assert at_once(acts) == {"ok": MANY}
    ensure_sound(channel)
    assert Membership.objects.of(channel).owners().count() == 1


def test_member_demoted_during_their_call_has_the_new_role(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    give_role(conversation, bob, "admin")
    demote = partial(change_role, actor=alice, conversation_id=conversation.pk, user_id=bob.pk, role="member")
    rename = partial(change_conversation, actor=bob, conversation_id=conversation.pk, title="Mine")
    assert meanwhile(demote, rename) == {"forbidden": 1}
