"""Fifty at once, over real connections: what is true of one after the other is true of them."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction

from accounts.models import User
from chatproject.lib.errors import DomainError
from chatproject.lib.realtime import Envelope
from chatproject.lib.realtime.bus import bus
from conversations.models import Conversation, Invitation, Membership
from conversations.operations.adding import add_member
from conversations.operations.inviting import accept_invitation, create_invitation, revoke_invitation
from conversations.operations.joining import join_channel
from conversations.operations.leaving import leave_conversation
from conversations.operations.personalising import personalise_conversation
from conversations.operations.promoting import change_role
from conversations.operations.removing import remove_member
from conversations.operations.renaming import change_conversation
from conversations.operations.starting import start_conversation
from tests.conversations.invariants import ensure_sound
from tests.conversations.law import of_conversation
from tests.conversations.world import direct, give_role, group, people

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


def at_once(acts: Sequence[Callable[[], Any]]) -> Counter[str]:
    """Do all of them in threads that start together; how often each was `ok` or refused with which code."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> str:
        start.wait(timeout=30)
        try:
            act()
        except DomainError as error:
            return error.code
        finally:
            connections.close_all()
        return "ok"

    with ThreadPoolExecutor(len(acts)) as threads:
        return Counter(threads.map(one, acts))


def meanwhile(act: Callable[[], Any], other: Callable[[], Any]) -> Counter[str]:
    """Do the other while the act is done and not yet committed: it must wait. What came of the other."""
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            act()
            outcome = thread.submit(at_once, [other])
            deadline = time.monotonic() + 10
            while not _somebody_waits():
                assert time.monotonic() < deadline
                time.sleep(0.02)
        return outcome.result()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        [(count,)] = cursor.fetchall()
    return bool(count)


@pytest.fixture
def heard() -> Iterator[list[Envelope]]:
    told: list[Envelope] = []
    bus.connect(told.extend)
    yield told
    bus.connect(None)


def ensure_each_rev_told_once(heard: list[Envelope], conversation: Conversation, since: int) -> None:
    conversation.refresh_from_db()
    revs = sorted(envelope.rev for envelope in of_conversation(heard, conversation.pk))
    assert revs == list(range(since + 1, conversation.rev + 1))


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


def test_one_who_joins_many_times_is_in_once(alice: User, bob: User, heard: list[Envelope]) -> None:
    channel = group(alice, kind="channel")
    assert at_once([partial(join_channel, actor=bob, conversation_id=channel.pk)] * MANY) == {"ok": MANY}
    ensure_sound(channel)
    assert (channel.member_count, channel.rev) == (2, 3)
    ensure_each_rev_told_once(heard, channel, since=2)


def test_a_channel_takes_as_many_as_it_may(
    alice: User, heard: list[Envelope], limit: Callable[[str, int], None]
) -> None:
    limit("members_per_channel", 31)
    channel = group(alice, kind="channel")
    acts = [partial(join_channel, actor=user, conversation_id=channel.pk) for user in people(MANY)]
    assert at_once(acts) == {"ok": 30, "too_large": 20}
    ensure_sound(channel)
    assert channel.member_count == 31
    assert sorted(Membership.objects.of(channel).values_list("rev", flat=True)) == list(range(2, 33))
    ensure_each_rev_told_once(heard, channel, since=2)


def test_a_person_joins_as_many_groups_as_he_may(alice: User, bob: User, limit: Callable[[str, int], None]) -> None:
    channels = [group(alice, kind="channel") for _ in range(20)]
    limit("groups_per_user", 3)
    acts = [partial(join_channel, actor=bob, conversation_id=channel.pk) for channel in channels]
    assert at_once(acts) == {"ok": 3, "too_large": 17}
    assert Membership.objects.for_user(bob).count() == 3


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


def test_a_link_lets_in_as_many_as_it_says(alice: User, heard: list[Envelope]) -> None:
    conversation = group(alice)
    token = create_invitation(actor=alice, conversation_id=conversation.pk, max_uses=5).token
    acts = [partial(accept_invitation, actor=user, token=token) for user in people(MANY)]
    assert at_once(acts) == {"ok": 5, "not_found": MANY - 5}
    assert Invitation.objects.get().uses == 5
    ensure_sound(conversation)
    assert conversation.member_count == 6
    ensure_each_rev_told_once(heard, conversation, since=2)


def test_one_who_follows_a_link_many_times_uses_it_once(alice: User, bob: User) -> None:
    conversation = group(alice)
    token = create_invitation(actor=alice, conversation_id=conversation.pk, max_uses=3).token
    assert at_once([partial(accept_invitation, actor=bob, token=token)] * MANY) == {"ok": MANY}
    assert Invitation.objects.get().uses == 1
    ensure_sound(conversation)


def test_nobody_comes_in_by_a_link_after_it_was_revoked(alice: User) -> None:
    conversation = group(alice)
    invitation = create_invitation(actor=alice, conversation_id=conversation.pk)
    acts: list[Callable[[], object]] = [
        partial(accept_invitation, actor=user, token=invitation.token) for user in people(MANY - 1)
    ]
    acts.insert(
        MANY // 2,
        partial(revoke_invitation, actor=alice, conversation_id=conversation.pk, invitation_id=invitation.pk),
    )
    outcome = at_once(acts)
    assert outcome["ok"] + outcome["not_found"] == MANY
    ensure_sound(conversation)
    invitation.refresh_from_db()
    assert conversation.member_count - 1 == invitation.uses == outcome["ok"] - 1
    assert not Membership.objects.of(conversation).filter(joined_at__gt=invitation.revoked_at).exists()


def test_one_of_many_leaving_owners_stays(alice: User, bob: User, heard: list[Envelope]) -> None:
    owners = [alice, *people(19)]
    conversation = group(alice, bob, *owners[1:])
    Membership.objects.of(conversation).exclude(user=bob).update(role="owner")
    acts = [partial(leave_conversation, actor=user, conversation_id=conversation.pk) for user in owners]
    assert at_once(acts) == {"ok": 19, "last_owner": 1}
    ensure_sound(conversation)
    assert conversation.member_count == 2
    ensure_each_rev_told_once(heard, conversation, since=22)


def test_one_of_many_owners_who_leave_or_step_down_stays(alice: User, bob: User) -> None:
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


def test_joining_and_leaving_keep_the_books(alice: User, heard: list[Envelope]) -> None:
    channel = group(alice, kind="channel")

    def come_and_go(user: User) -> None:
        for _ in range(3):
            join_channel(actor=user, conversation_id=channel.pk)
            leave_conversation(actor=user, conversation_id=channel.pk)
        join_channel(actor=user, conversation_id=channel.pk)

    assert at_once([partial(come_and_go, user) for user in people(10)]) == {"ok": 10}
    ensure_sound(channel)
    assert (channel.member_count, channel.rev) == (11, 2 + 70)
    ensure_each_rev_told_once(heard, channel, since=2)


def test_adding_and_removing_one_person_keep_the_books(alice: User, bob: User, heard: list[Envelope]) -> None:
    conversation = group(alice)

    def add() -> None:
        add_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)

    def remove() -> None:
        remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)

    outcome = at_once([add, remove] * (MANY // 2))
    assert outcome["ok"] + outcome["not_found"] == MANY
    ensure_sound(conversation)
    ensure_each_rev_told_once(heard, conversation, since=2)
    told = of_conversation(heard, conversation.pk)
    by_rev = sorted(told, key=lambda envelope: envelope.rev)
    assert [envelope.left for envelope in by_rev] == [number % 2 == 1 for number in range(len(by_rev))]


def test_every_change_at_once_has_its_own_rev(alice: User, bob: User, heard: list[Envelope]) -> None:
    channel = group(alice, bob, kind="channel")
    rename = [partial(change_conversation, actor=alice, conversation_id=channel.pk, title=f"T{n}") for n in range(15)]
    join = [partial(join_channel, actor=user, conversation_id=channel.pk) for user in people(20)]
    roles = [
        partial(change_role, actor=alice, conversation_id=channel.pk, user_id=bob.pk, role=role)
        for role in ["admin", "member", "owner"] * 5
    ]
    assert at_once([*rename, *join, *roles]) == {"ok": MANY}
    ensure_sound(channel)
    ensure_each_rev_told_once(heard, channel, since=3)


def test_nothing_personal_survives_leaving(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    pin = partial(personalise_conversation, actor=bob, conversation_id=conversation.pk, pinned=True)
    assert meanwhile(partial(leave_conversation, actor=bob, conversation_id=conversation.pk), pin) == {"not_found": 1}
    ensure_sound(conversation)


def test_one_who_is_removed_meanwhile_does_nothing_more(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    give_role(conversation, bob, "admin")
    remove = partial(remove_member, actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    rename = partial(change_conversation, actor=bob, conversation_id=conversation.pk, title="Mine")
    assert meanwhile(remove, rename) == {"not_found": 1}
    conversation.refresh_from_db()
    assert conversation.title == "Garden"


def test_one_who_is_demoted_meanwhile_has_the_new_role(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    give_role(conversation, bob, "admin")
    demote = partial(change_role, actor=alice, conversation_id=conversation.pk, user_id=bob.pk, role="member")
    rename = partial(change_conversation, actor=bob, conversation_id=conversation.pk, title="Mine")
    assert meanwhile(demote, rename) == {"forbidden": 1}


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
