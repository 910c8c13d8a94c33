"""Users choose who may add them without asking, and being added by others does not use up a user's own group limit."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Block, User
from accounts.operations.deactivating import deactivate, reactivate
from accounts.operations.deleting import ask_deletion
from chatproject.realtime import user_group
from conversations.models import Conversation, Membership, Request
from conversations.operations.leaving import leave_conversation
from conversations.operations.removing import remove_member
from messaging.watching import can_see_presence
from tests.conversations.world import UNKNOWN, call, direct, event, give_role, group, listening, membership, people
from tests.verbs import advance_receipt, send_message, sync
from tests.world import PASSWORD, Answer, App


@pytest.fixture
def shy(bob: User) -> User:
    """Bob, who is asked first by users without a conversation in common."""
    return chooses(bob, "shared")


def chooses(user: User, who: str) -> User:
    assert App(user)("PATCH", "me", {"who_may_add": who}).body["who_may_add"] == who
    user.refresh_from_db()
    return user


def start(actor: User, *others: User, kind: str = "direct", title: str = "") -> Answer:
    return call(
        actor, "POST", "conversations", {"kind": kind, "members": [str(each.pk) for each in others], "title": title}
    )


def add(actor: User, conversation: Conversation, user: User, **about: str) -> Answer:
    return call(actor, "POST", f"conversations/{conversation.pk}/members", {"user": str(user.pk), **about})


def waiting(user: User) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = call(user, "GET", "conversations/requests").body["items"]
    return items


def respond(user: User, verb: str, request: dict[str, Any] | None = None) -> Answer:
    [found] = [request] if request else waiting(user)
    return call(user, "POST", f"conversations/requests/{found['id']}/{verb}")


def say(actor: User, conversation: object, body: str = "Hello") -> None:
    send_message(actor=actor, conversation=str(conversation), client_id=uuid4(), body=body)


def members_of(answer: Answer) -> set[str]:
    return {member["user"] for member in answer.body["members"]}


def test_everyone_is_the_default(alice: User, bob: User) -> None:
    assert App(bob)("GET", "me").body["who_may_add"] == "everyone"
    assert members_of(start(alice, bob)) == {str(alice.pk), str(bob.pk)}
    assert App(bob)("PATCH", "me", {"who_may_add": "some"}).code == "invalid"


def test_a_request_holds_no_name_picture_or_text_of_the_asker(alice: User, shy: User) -> None:
    begun = start(alice, shy)
    say(alice, begun.body["id"], "Buy now")
    start(alice, shy, kind="group", title="Sale")
    at_group, at_direct = waiting(shy)
    assert at_direct.keys() == at_group.keys() == {"id", "kind", "created_at", "asker_since", "member_count"}
    assert (at_direct["kind"], at_group["kind"]) == ("direct", "group")
    assert not any(each in str([at_group, at_direct]) for each in (str(alice.pk), "alice", "Sale", "Buy"))


def test_until_accepted_nothing_of_the_conversation_reaches_the_asked(alice: User, shy: User) -> None:
    with listening() as heard:
        begun = start(alice, shy).body["id"]
        say(alice, begun)
    told = [event(each) for each in heard if each.group == user_group(shy.pk)]
    assert [each["type"] for each in told] == ["requests"]
    assert call(shy, "GET", f"conversations/{begun}").code == "not_found"
    assert call(shy, "GET", "conversations").body["items"] == []
    assert sync(actor=shy, revs={begun: 1}).conversations == []
    assert can_see_presence(alice.pk, [str(shy.pk)]) == []
    assert not Membership.objects.filter(user=shy).exists()


def test_the_starter_sees_a_conversation_with_its_peer_whose_messages_wait(alice: User, shy: User) -> None:
    begun = start(alice, shy)
    assert (begun.status, begun.body["peer"], members_of(begun)) == (201, str(shy.pk), {str(alice.pk)})
    say(alice, begun.body["id"])
    accepted = respond(shy, "accept")
    assert (accepted.status, accepted.body["id"], accepted.body["peer"]) == (200, begun.body["id"], str(alice.pk))
    assert (accepted.body["unread"], accepted.body["last_message"]["body"]) == (1, "Hello")
    assert waiting(shy) == []
    again = start(alice, shy)
    assert (again.status, members_of(again)) == (200, {str(alice.pk), str(shy.pk)})


def test_accepting_is_told_to_the_members_and_keeps_the_law(alice: User, shy: User) -> None:
    begun = start(alice, shy).body
    with listening() as heard:
        respond(shy, "accept")
    told = [event(each) for each in heard if each.group == f"c.{begun['id']}"]
    assert [(each["type"], each["rev"], each["member_count"]) for each in told] == [("member", begun["rev"] + 1, 2)]
    now = call(alice, "GET", f"conversations/{begun['id']}").body
    assert {key for key in now if now[key] != begun[key]} == {"members", "member_count", "rev"}


@pytest.mark.parametrize("verb", ["decline", "block"])
def test_the_starter_does_not_learn_of_a_refusal(alice: User, shy: User, verb: str) -> None:
    begun = start(alice, shy).body
    with listening() as heard:
        assert respond(shy, verb).status == 204
    assert {each.group for each in heard} == {user_group(shy.pk)}
    assert waiting(shy) == []
    assert call(alice, "GET", f"conversations/{begun['id']}").body == begun
    again = start(alice, shy)
    assert (again.status, again.body) == (200, begun)
    say(alice, begun["id"])
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


def test_conversation_counts_as_shared_after_taking_part_in_it(alice: User, bob: User) -> None:
    shared = group(alice, bob, title="First")
    chooses(bob, "shared")
    assert add(alice, group(alice), bob).status == 202
    say(alice, shared.pk)
    advance_receipt(actor=bob, conversation=shared.pk, read_seq=1)
    assert add(alice, group(alice), bob).status == 201
    chooses(bob, "nobody")
    assert add(alice, group(alice), bob).status == 202


def test_a_channel_both_joined_makes_nobody_known(alice: User, shy: User, carol: User) -> None:
    channel = group(carol, kind="channel")
    for user in (alice, shy):
        assert call(user, "POST", f"conversations/{channel.pk}/join").status == 200
    assert add(alice, group(alice), shy).status == 202


def test_user_who_blocks_the_actor_is_not_asked(alice: User, shy: User) -> None:
    conversation = group(alice)
    add(alice, conversation, shy)
    Block.objects.create(blocker=shy, blocked=alice)
    other = group(alice)
    with listening() as heard:
        assert add(alice, other, shy).status == 202
    assert (waiting(shy), heard) == ([], [])


def test_a_block_looks_like_a_person_who_does_not_answer(alice: User, bob: User, carol: User) -> None:
    """Otherwise a user who starts conversations with people one at a time learns who blocks them."""
    Block.objects.create(blocker=bob, blocked=alice)
    chooses(carol, "nobody")
    rooms = [group(alice), group(alice)]
    answers = []
    for other, room in zip((bob, carol), rooms, strict=True):
        own, begun, spoken = start(alice, other), start(alice, other, kind="group", title="Garden"), []
        say(alice, own.body["id"])
        spoken = [call(alice, "GET", f"conversations/{each.body['id']}").body for each in (own, begun)]
        told = [own, begun, start(alice, other), add(alice, room, other), add(alice, room, other)]
        answers.append([(each.status, _shape(each.body)) for each in told] + [_shape(each) for each in spoken])
    assert answers[0] == answers[1]
    assert can_see_presence(alice.pk, [str(bob.pk), str(carol.pk)]) == []


def _shape(value: Any) -> Any:
    """Returns a response without the values that differ between conversations."""
    if isinstance(value, dict):
        return {key: _shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_shape(each) for each in value]
    return type(value) if isinstance(value, str) else value


def test_hidden_request_does_not_block_requests_from_others(alice: User, shy: User, carol: User) -> None:
    conversation = group(carol, alice)
    Block.objects.create(blocker=shy, blocked=alice)
    add(alice, conversation, shy)
    add(carol, conversation, shy)
    assert len(waiting(shy)) == 1
    add(alice, conversation, shy)
    assert len(waiting(shy)) == 1


def test_sender_cannot_use_up_the_requests_of_a_person(
    alice: User, shy: User, carol: User, limit: Callable[[str, int], None]
) -> None:
    limit("requests_per_asker", 1)
    assert [add(alice, group(alice), shy).status for _ in range(3)] == [202, 202, 202]
    assert len(waiting(shy)) == 1
    add(carol, group(carol), shy)
    assert len(waiting(shy)) == 2


def test_requests_are_bounded_and_the_asker_does_not_see_it(
    alice: User, shy: User, limit: Callable[[str, int], None]
) -> None:
    limit("requests_per_user", 1)
    assert [add(alice, group(alice), shy).status for _ in range(3)] == [202, 202, 202]
    assert len(waiting(shy)) == 1


def test_a_group_counts_for_the_adder_until_the_added_takes_part(
    alice: User, bob: User, mallory: User, limit: Callable[[str, int], None]
) -> None:
    limit("groups_per_user", 2)
    rooms = []
    for _ in range(2):
        rooms.append(group(mallory, bob))
        give_role(rooms[-1], bob, "owner")
        leave_conversation(actor=mallory, conversation_id=rooms[-1].pk)
    assert start(mallory, kind="group", title="Third").code == "too_large"
    assert [start(bob, kind="group", title="Own").status for _ in range(2)] == [201, 201]
    assert start(bob, kind="group", title="Own").code == "too_large"
    say(alice_in(rooms[0], alice), rooms[0].pk)
    advance_receipt(actor=bob, conversation=rooms[0].pk, read_seq=1)
    assert start(mallory, kind="group", title="Third").status == 201


def alice_in(conversation: Conversation, alice: User) -> User:
    """Somebody who talks there."""
    add(User.objects.get(username="bob"), conversation, alice)
    return alice


def test_adding_strangers_has_a_rate(alice: User, settings: Any) -> None:
    settings.RATE_LIMITS = True
    settings.RATES = {**settings.RATES, "add_strangers": (3, 3600)}
    crowd = people(5)
    assert start(alice, *crowd[:3], kind="group", title="Crowd").status == 201
    for refused in (start(alice, crowd[3]), start(alice, crowd[4], kind="group", title="More")):
        assert (refused.status, refused.code) == (429, "rate_limited")
        assert refused.body["retry_after_ms"] > 0


def test_people_one_knows_are_no_strangers(alice: User, bob: User, settings: Any) -> None:
    direct(bob, alice)
    settings.RATE_LIMITS = True
    settings.RATES = {**settings.RATES, "add_strangers": (0, 3600)}
    assert start(bob, alice, kind="group", title="Garden").code == "rate_limited"
    assert start(alice, bob, kind="group", title="Garden").status == 201


def test_the_same_stranger_is_added_to_few_groups_at_once(
    alice: User, bob: User, settings: Any, limit: Callable[[str, int], None]
) -> None:
    settings.RATE_LIMITS = True
    limit("waiting_per_adder", 2)
    assert [start(alice, bob, kind="group", title="G").status for _ in range(3)] == [201, 201, 429]
    leave_conversation(actor=bob, conversation_id=Conversation.objects.first().pk)  # type: ignore[union-attr]
    assert start(alice, bob, kind="group", title="G").status == 201


def test_leaving_and_blocking_undoes_what_one_person_did(alice: User, bob: User, mallory: User, carol: User) -> None:
    kept = group(carol, bob)
    spam = [group(mallory, bob, title=f"S{number}") for number in range(3)]
    assert membership(spam[0], bob).added_by == mallory
    assert call(bob, "GET", f"conversations/{spam[0].pk}").body["membership"]["added_by"] == str(mallory.pk)
    chooses(bob, "nobody")
    start(mallory, bob)
    done = call(bob, "POST", "conversations/leave-and-block", {"user": str(mallory.pk)})
    assert (done.status, done.body) == (200, {"left": 3})
    assert [each["id"] for each in call(bob, "GET", "conversations").body["items"]] == [str(kept.pk)]
    assert waiting(bob) == []
    assert members_of(start(mallory, bob, kind="group", title="S")) == {str(mallory.pk)}
    assert waiting(bob) == []
    assert call(bob, "POST", "conversations/leave-and-block", {"user": str(bob.pk)}).code == "invalid"


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
        with listening() as heard:
            act()
        [told] = [event(each) for each in heard if each.group == user_group(shy.pk)]
        assert told["type"] == "requests"
        assert told["me_rev"] > held
        assert sync(actor=shy, revs={}, me_rev=held).me.changed == ["requests"]
        held = told["me_rev"]
        assert len(waiting(shy)) == left
