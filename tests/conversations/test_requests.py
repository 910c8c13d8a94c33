"""A user who chooses so is asked before they are in a conversation, and accepts, declines or blocks."""

from collections.abc import Callable

import pytest

from accounts.models import User
from accounts.operations.deactivating import deactivate, reactivate
from accounts.operations.deleting import ask_deletion
from chatproject.realtime import user_group
from conversations.models import Membership, Request
from conversations.operations.removing import remove_member
from messaging.presence.watching import can_see_presence
from tests.conversations.asking import add, members_of, post_message, respond, start, waiting
from tests.conversations.world import UNKNOWN, call, event, give_role, group, listening
from tests.verbs import sync
from tests.world import PASSWORD


def test_a_request_holds_no_name_picture_or_text_of_the_asker(alice: User, shy: User) -> None:
    begun = start(alice, shy)
    post_message(alice, begun.body["id"], "Buy now")
    start(alice, shy, kind="group", title="Sale")
    at_group, at_direct = waiting(shy)
    assert at_direct.keys() == at_group.keys() == {"id", "kind", "created_at", "asker_since", "member_count"}
    assert (at_direct["kind"], at_group["kind"]) == ("direct", "group")
    assert not any(each in str([at_group, at_direct]) for each in (str(alice.pk), "alice", "Sale", "Buy"))


def test_until_accepted_nothing_of_the_conversation_reaches_the_asked(alice: User, shy: User) -> None:
    with listening() as published:
        begun = start(alice, shy).body["id"]
        post_message(alice, begun)
    events = [event(each) for each in published if each.group == user_group(shy.pk)]
    assert [each["type"] for each in events] == ["requests"]
    assert call(shy, "GET", f"conversations/{begun}").code == "not_found"
    assert call(shy, "GET", "conversations").body["items"] == []
    assert sync(actor=shy, revs={begun: 1}).conversations == []
    assert can_see_presence(alice.pk, [str(shy.pk)]) == []
    assert not Membership.objects.filter(user=shy).exists()


def test_the_starter_sees_a_conversation_with_its_peer_whose_messages_wait(alice: User, shy: User) -> None:
    begun = start(alice, shy)
    assert (begun.status, begun.body["peer"], members_of(begun)) == (201, str(shy.pk), {str(alice.pk)})
    post_message(alice, begun.body["id"])
    accepted = respond(shy, "accept")
    assert (accepted.status, accepted.body["id"], accepted.body["peer"]) == (200, begun.body["id"], str(alice.pk))
    assert (accepted.body["unread"], accepted.body["last_message"]["body"]) == (1, "Hello")
    assert waiting(shy) == []
    again = start(alice, shy)
    assert (again.status, members_of(again)) == (200, {str(alice.pk), str(shy.pk)})


def test_accepting_is_told_to_the_members_and_keeps_the_law(alice: User, shy: User) -> None:
    begun = start(alice, shy).body
    with listening() as published:
        respond(shy, "accept")
    events = [event(each) for each in published if each.group == f"c.{begun['id']}"]
    assert [(each["type"], each["rev"], each["member_count"]) for each in events] == [("member", begun["rev"] + 1, 2)]
    now = call(alice, "GET", f"conversations/{begun['id']}").body
    assert {key for key in now if now[key] != begun[key]} == {"members", "member_count", "rev"}


@pytest.mark.parametrize("verb", ["decline", "block"])
def test_the_starter_does_not_learn_of_a_refusal(alice: User, shy: User, verb: str) -> None:
    begun = start(alice, shy).body
    with listening() as published:
        assert respond(shy, verb).status == 204
    assert {each.group for each in published} == {user_group(shy.pk)}
    assert waiting(shy) == []
    assert call(alice, "GET", f"conversations/{begun['id']}").body == begun
    again = start(alice, shy)
    assert (again.status, again.body) == (200, begun)
    post_message(alice, begun["id"])
    assert waiting(shy) == []


def test_opening_the_conversation_oneself_accepts(alice: User, shy: User) -> None:
    begun = start(alice, shy).body["id"]
    respond(shy, "decline")
    opened = start(shy, alice)
    assert (opened.status, opened.body["id"], members_of(opened)) == (200, begun, {str(alice.pk), str(shy.pk)})


def test_a_group_starts_without_those_who_are_asked(alice: User, shy: User, carol: User) -> None:
    begun = start(alice, shy, carol, kind="group", title="Garden")
    assert (begun.status, members_of(begun)) == (201, {str(alice.pk), str(carol.pk)})
    assert members_of(respond(shy, "accept")) == {str(alice.pk), str(carol.pk), str(shy.pk)}


def test_adding_answers_that_the_person_is_asked(alice: User, shy: User) -> None:
    conversation = group(alice)
    for _ in range(2):
        asked = add(alice, conversation, shy, role="admin")
        assert (asked.status, asked.body) == (202, {"user": str(shy.pk)})
    assert len(waiting(shy)) == 1
    accepted = respond(shy, "accept").body["membership"]
    assert (accepted["role"], "added_by" in accepted) == ("admin", False)


def test_a_declined_group_asks_no_more(alice: User, shy: User) -> None:
    conversation = group(alice)
    add(alice, conversation, shy)
    respond(shy, "decline")
    assert add(alice, conversation, shy).status == 202
    assert waiting(shy) == []


def test_a_request_ends_with_the_asker_s_membership(alice: User, shy: User, carol: User) -> None:
    conversation = group(alice, carol)
    add(carol, conversation, shy)
    [request] = waiting(shy)
    remove_member(actor=alice, conversation_id=conversation.pk, user_id=carol.pk)
    assert waiting(shy) == []
    assert respond(shy, "accept", request).code == "not_found"


def test_the_role_asked_for_is_one_the_asker_may_still_give(alice: User, shy: User) -> None:
    conversation = group(alice)
    add(alice, conversation, shy, role="owner")
    give_role(conversation, alice, "admin")
    assert respond(shy, "accept").body["membership"]["role"] == "member"


def test_a_request_is_for_the_asked_person_alone(alice: User, shy: User, mallory: User) -> None:
    start(alice, shy)
    [request] = waiting(shy)
    for verb in ("accept", "decline", "block"):
        assert respond(mallory, verb, request).code == respond(alice, verb, request).code == "not_found"
        assert respond(shy, verb, {"id": UNKNOWN}).code == "not_found"
    assert respond(shy, "accept", request).status == 200


def test_coming_by_another_way_ends_the_request(alice: User, shy: User) -> None:
    channel = group(alice, kind="channel")
    add(alice, channel, shy)
    assert call(shy, "POST", f"conversations/{channel.pk}/join").status == 200
    assert not Request.objects.exists()


def test_asked_person_is_notified_when_the_account_of_the_sender_changes(alice: User, shy: User, root: User) -> None:
    start(alice, shy)
    assert len(waiting(shy)) == 1
    held = call(shy, "GET", "me").body["me_rev"]
    acts: tuple[tuple[Callable[[], object], int], ...] = (
        (lambda: deactivate(actor=root, user=alice), 0),
        (lambda: reactivate(actor=root, user=alice), 1),
        (lambda: ask_deletion(actor=alice, password=PASSWORD, address="192.0.2.1"), 0),
    )
    for act, left in acts:
        with listening() as published:
            act()
        [events] = [event(each) for each in published if each.group == user_group(shy.pk)]
        assert events["type"] == "requests"
        assert events["me_rev"] > held
        assert sync(actor=shy, revs={}, me_rev=held).me.changed == ["requests"]
        held = events["me_rev"]
        assert len(waiting(shy)) == left
