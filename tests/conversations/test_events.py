"""Which events are published, to whom, at which rev."""

from collections.abc import Callable

import pytest

from accounts.models import User
from chatproject.realtime import conversation_group, user_group
from conversations.models import Conversation, Invitation
from conversations.operations.adding import add_member
from conversations.operations.inviting import accept_invitation, create_invitation
from conversations.operations.joining import join_channel
from conversations.operations.leaving import leave_conversation
from conversations.operations.promoting import change_role
from conversations.operations.removing import remove_member
from conversations.operations.renaming import change_conversation
from tests.conversations.law import applied, of_conversation
from tests.conversations.world import call, direct, event, group, listening

Verb = Callable[[Conversation, User, User, User], object]


def accept(conversation: Conversation, alice: User, bob: User, mallory: User) -> None:
    token = create_invitation(actor=bob, conversation_id=conversation.pk).token
    accept_invitation(actor=mallory, token=token)


#: Every kind of change a channel of Alice (owner) and Bob sees, each at one rev. Mallory is not in it.
CHANGES: dict[str, Verb] = {
    "add": lambda c, alice, bob, mallory: add_member(actor=bob, conversation_id=c.pk, user_id=mallory.pk),
    "join": lambda c, alice, bob, mallory: join_channel(actor=mallory, conversation_id=c.pk),
    "accept": accept,
    "leave": lambda c, alice, bob, mallory: leave_conversation(actor=bob, conversation_id=c.pk),
    "remove": lambda c, alice, bob, mallory: remove_member(actor=alice, conversation_id=c.pk, user_id=bob.pk),
    "promote": lambda c, alice, bob, mallory: change_role(
        actor=alice, conversation_id=c.pk, user_id=bob.pk, role="owner"
    ),
    "title": lambda c, alice, bob, mallory: change_conversation(actor=alice, conversation_id=c.pk, title="Orchard"),
    "topic": lambda c, alice, bob, mallory: change_conversation(actor=alice, conversation_id=c.pk, topic="Pears"),
    "history": lambda c, alice, bob, mallory: change_conversation(actor=alice, conversation_id=c.pk, history="joined"),
}

#: Commands that change nothing.
REPEATS: dict[str, Verb] = {
    "add": lambda c, alice, bob, mallory: add_member(actor=alice, conversation_id=c.pk, user_id=bob.pk, role="admin"),
    "join": lambda c, alice, bob, mallory: join_channel(actor=bob, conversation_id=c.pk),
    "accept": lambda c, alice, bob, mallory: accept(c, alice, bob, alice),
    "promote": lambda c, alice, bob, mallory: change_role(
        actor=alice, conversation_id=c.pk, user_id=bob.pk, role="member"
    ),
    "title": lambda c, alice, bob, mallory: change_conversation(actor=alice, conversation_id=c.pk, title="Garden"),
    "invite": lambda c, alice, bob, mallory: create_invitation(actor=alice, conversation_id=c.pk),
}


@pytest.mark.parametrize("verb", CHANGES.values(), ids=CHANGES.keys())
def test_state_and_events_equal_a_fresh_fetch(verb: Verb, alice: User, bob: User, mallory: User) -> None:
    channel = group(alice, bob, kind="channel")
    before = call(alice, "GET", f"conversations/{channel.pk}").body
    with listening() as published:
        verb(channel, alice, bob, mallory)
    assert len(of_conversation(published, channel.pk)) == 1
    assert applied(before, published) == call(alice, "GET", f"conversations/{channel.pk}").body != before


@pytest.mark.parametrize("verb", REPEATS.values(), ids=REPEATS.keys())
def test_unchanged_values_publish_no_event(verb: Verb, alice: User, bob: User, mallory: User) -> None:
    channel = group(alice, bob, kind="channel")
    with listening() as published:
        verb(channel, alice, bob, mallory)
    assert published == []
    assert call(alice, "GET", f"conversations/{channel.pk}").body["rev"] == 3


def test_a_story_has_one_event_for_each_rev(alice: User, bob: User, carol: User, mallory: User) -> None:
    channel = group(alice, bob, kind="channel")
    before = call(alice, "GET", f"conversations/{channel.pk}").body
    with listening() as published:
        join_channel(actor=carol, conversation_id=channel.pk)
        change_role(actor=alice, conversation_id=channel.pk, user_id=carol.pk, role="owner")
        change_conversation(actor=carol, conversation_id=channel.pk, title="Orchard", topic="Pears")
        leave_conversation(actor=bob, conversation_id=channel.pk)
        join_channel(actor=bob, conversation_id=channel.pk)
        join_channel(actor=mallory, conversation_id=channel.pk)
        remove_member(actor=carol, conversation_id=channel.pk, user_id=mallory.pk)
        change_role(actor=alice, conversation_id=channel.pk, user_id=alice.pk, role="member")
    assert [envelope.rev for envelope in of_conversation(published, channel.pk)] == list(range(4, 12))
    assert applied(before, published) == call(alice, "GET", f"conversations/{channel.pk}").body


@pytest.mark.parametrize("kind", ["group", "channel"])
def test_a_new_conversation_goes_whole_to_each_of_its_members(alice: User, bob: User, kind: str) -> None:
    with listening() as published:
        conversation = group(alice, bob, kind=kind)
    assert [(envelope.group, envelope.rev, envelope.member, envelope.left) for envelope in published] == [
        (user_group(user.pk), 3, str(user.pk), False) for user in (alice, bob)
    ]
    for user, envelope in zip((alice, bob), published, strict=True):
        assert event(envelope)["conversation"] == call(user, "GET", f"conversations/{conversation.pk}").body


def test_a_direct_conversation_is_new_to_both_once(alice: User, bob: User) -> None:
    with listening() as published:
        direct(alice, bob)
        direct(bob, alice)
    assert [envelope.group for envelope in published] == [user_group(alice.pk), user_group(bob.pk)]


@pytest.mark.parametrize("way_in", ["add", "join", "accept"])
def test_newcomer_receives_the_conversation_before_the_others_receive_the_join(
    way_in: str, alice: User, bob: User, mallory: User
) -> None:
    channel = group(alice, bob, kind="channel")
    with listening() as published:
        CHANGES[way_in](channel, alice, bob, mallory)
    new, joined = published
    assert (new.group, new.rev, new.member) == (user_group(mallory.pk), 4, str(mallory.pk))
    assert event(new)["conversation"] == call(mallory, "GET", f"conversations/{channel.pk}").body
    assert (joined.group, joined.rev, joined.member) == (conversation_group(channel.pk), 4, str(mallory.pk))
    assert event(joined)["member"] == call(alice, "GET", f"conversations/{channel.pk}").body["members"][-1]


@pytest.mark.parametrize("way_out", ["leave", "remove"])
def test_departure_event_names_the_member_who_left(way_out: str, alice: User, bob: User, mallory: User) -> None:
    channel = group(alice, bob, kind="channel")
    with listening() as published:
        CHANGES[way_out](channel, alice, bob, mallory)
    [envelope] = published
    assert (envelope.member, envelope.left, envelope.rev) == (str(bob.pk), True, 4)
    assert event(envelope)["member"]["user"] == str(bob.pk)
    assert "left_at" in event(envelope)["member"]
    assert event(envelope)["member_count"] == 1


def test_shared_event_holds_no_personal_fields(alice: User, bob: User, mallory: User) -> None:
    channel = group(alice, bob, kind="channel")
    with listening() as published:
        CHANGES["title"](channel, alice, bob, mallory)
    [envelope] = published
    assert not {"unread", "membership", "members", "last_message"} & event(envelope)["conversation"].keys()
    assert not envelope.member


def test_refused_changes_publish_no_event(alice: User, bob: User, mallory: User) -> None:
    conversation = group(alice, bob)
    path = f"conversations/{conversation.pk}"
    with listening() as published:
        assert call(bob, "PATCH", path, {"title": "New"}).code == "forbidden"
        assert call(bob, "DELETE", f"{path}/members/{alice.pk}").code == "forbidden"
        assert call(alice, "DELETE", f"{path}/members/{alice.pk}").code == "last_owner"
        assert call(mallory, "POST", f"{path}/join").code == "not_found"
    assert published == []
    conversation.refresh_from_db()
    assert conversation.rev == 3


def test_rolled_back_changes_leave_no_hole_in_rev(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice, bob)
    token = create_invitation(actor=alice, conversation_id=conversation.pk, max_uses=1).token
    with listening() as published:
        accept_invitation(actor=carol, token=token)
    assert [envelope.rev for envelope in of_conversation(published, conversation.pk)] == [4]
    Invitation.objects.update(max_uses=2)
    call(alice, "POST", f"conversations/{conversation.pk}/members", {"user": "nobody"})
    with listening() as published:
        change_conversation(actor=alice, conversation_id=conversation.pk, title="Next")
    assert [envelope.rev for envelope in published] == [5]
