"""Removed people stay out until an admin lets them in; banned people until the ban ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, ConversationBan
from conversations.operations.leaving import leave_conversation
from conversations.operations.removing import remove_member
from tests.conversations.world import UNKNOWN, call, event, give_role, group, listening, membership
from tests.world import Answer, browser

REMOVED = "You were removed from this {}. An admin can let you in again."


def link(actor: User, conversation: Conversation) -> str:
    return str(call(actor, "POST", f"conversations/{conversation.pk}/invitations", {}).body["token"])


def follow(actor: User, token: str) -> Answer:
    return call(actor, "POST", f"invitations/{token}/join")


def add(actor: User, conversation: Conversation, user: User) -> Answer:
    return call(actor, "POST", f"conversations/{conversation.pk}/members", {"user": str(user.pk)})


def ban(actor: User, conversation: Conversation, user: User, **about: object) -> Answer:
    return call(actor, "POST", f"conversations/{conversation.pk}/bans", {"user": str(user.pk), **about})


def lift(actor: User, conversation: Conversation, user: User) -> Answer:
    return call(actor, "DELETE", f"conversations/{conversation.pk}/bans/{user.pk}")


def listed(actor: User, conversation: Conversation) -> list[str]:
    return [each["user"] for each in call(actor, "GET", f"conversations/{conversation.pk}/bans").body["items"]]


@pytest.mark.parametrize("kind", ["group", "channel"])
def test_removed_person_stays_out_of_every_way_in(alice: User, bob: User, carol: User, kind: str) -> None:
    conversation = group(alice, bob, carol, kind=kind)
    of_alice, of_carol = link(alice, conversation), link(carol, conversation)
    remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    for token in (of_alice, of_carol, link(alice, conversation)):
        for answer in (follow(bob, token), call(bob, "GET", f"invitations/{token}")):
            assert (answer.code, answer.body["detail"]) == ("forbidden", REMOVED.format(kind))
    assert add(carol, conversation, bob).code == "forbidden"
    assert call(bob, "POST", f"conversations/{conversation.pk}/join").code == (
        "forbidden" if kind == "channel" else "not_found"
    )
    assert not membership(conversation, bob).is_active


def test_ban_ends_the_request_of_a_person_who_was_asked(alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(who_may_add="nobody")
    conversation = group(alice)
    assert add(alice, conversation, bob).status == 202
    [request] = call(bob, "GET", "conversations/requests").body["items"]
    with listening() as published:
        ban(alice, conversation, bob)
    assert [event(envelope)["type"] for envelope in published] == ["requests"]
    assert call(bob, "GET", "conversations/requests").body["items"] == []
    assert call(bob, "POST", f"conversations/requests/{request['id']}/accept").code == "not_found"


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_admin_and_owner_let_a_removed_person_in_again(alice: User, bob: User, carol: User, role: str) -> None:
    conversation = group(alice, bob, carol)
    give_role(conversation, carol, role)
    token = link(alice, conversation)
    remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    assert add(carol, conversation, bob).status == 201
    leave_conversation(actor=bob, conversation_id=conversation.pk)
    assert follow(bob, token).status == 200


def test_removed_person_reads_on_the_page_of_a_link_that_they_were_removed(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    token = link(alice, conversation)
    page, visitor = f"/invite/{token}/", browser(bob)
    assert visitor.get(page).status_code == 200
    remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    for response in (visitor.get(page), visitor.post(page)):
        assert response.status_code == 403
        assert REMOVED.format("group") in response.content.decode()
        assert conversation.title not in response.content.decode()


def test_banned_member_is_out_and_listed_with_reason_and_end(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    until = timezone.now() + timedelta(days=1)
    made = ban(alice, conversation, bob, reason=" Spam ", until=until.isoformat())
    assert made.status == 201
    assert (made.body["user"], made.body["by"], made.body["reason"]) == (str(bob.pk), str(alice.pk), "Spam")
    assert call(bob, "GET", f"conversations/{conversation.pk}").code == "not_found"
    assert call(alice, "GET", f"conversations/{conversation.pk}/bans").body["items"] == [made.body]
    again = ban(alice, conversation, bob)
    assert (again.status, "until" in again.body, listed(alice, conversation)) == (200, False, [str(bob.pk)])


def test_banned_person_comes_in_by_no_way_until_the_ban_is_lifted(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice, bob, carol, kind="channel")
    token = link(carol, conversation)
    ban(alice, conversation, bob)
    assert follow(bob, token).code == "forbidden"
    assert call(bob, "POST", f"conversations/{conversation.pk}/join").code == "forbidden"
    assert add(carol, conversation, bob).code == "forbidden"
    assert add(alice, conversation, bob).code == "conflict"
    assert lift(alice, conversation, bob).status == 204
    assert lift(alice, conversation, bob).code == "not_found"
    assert follow(bob, token).status == 200


def test_ban_ends_at_its_time(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    token = link(alice, conversation)
    ban(alice, conversation, bob, until=(timezone.now() + timedelta(hours=1)).isoformat())
    assert follow(bob, token).code == "forbidden"
    ConversationBan.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert listed(alice, conversation) == []
    assert follow(bob, token).status == 200


def test_lifting_a_ban_lets_a_person_in_who_was_removed_before(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    token = link(alice, conversation)
    remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    ban(alice, conversation, bob)
    lift(alice, conversation, bob)
    assert follow(bob, token).status == 200


def test_banned_stranger_learns_nothing_of_the_conversation(alice: User, mallory: User) -> None:
    closed, channel = group(alice), group(alice, kind="channel")
    tokens = link(alice, closed), link(alice, channel)
    assert call(mallory, "GET", "channels").body["items"]
    for conversation in (closed, channel):
        assert ban(alice, conversation, mallory).status == 201
    used_up = call(mallory, "GET", "invitations/nothing").code
    for token in tokens:
        for answer in (follow(mallory, token), call(mallory, "GET", f"invitations/{token}")):
            assert (answer.code, answer.body["detail"]) == (used_up, "This invitation is no longer open.")
    assert call(mallory, "GET", "channels").body["items"] == []
    assert call(mallory, "POST", f"conversations/{channel.pk}/join").code == "not_found"


@pytest.mark.parametrize("kind", ["group", "channel"])
def test_only_admin_and_owner_ban_and_not_above_themselves(alice: User, bob: User, carol: User, kind: str) -> None:
    conversation = group(alice, bob, carol, kind=kind)
    path = f"conversations/{conversation.pk}/bans"
    assert ban(bob, conversation, carol).code == call(bob, "GET", path).code == "forbidden"
    assert lift(bob, conversation, carol).code == "forbidden"
    give_role(conversation, bob, "admin")
    for above in (alice, bob):
        assert ban(bob, conversation, above).code == "forbidden"
    assert ban(bob, conversation, carol).status == 201
    assert ban(alice, conversation, alice).code == "forbidden"
    assert ban(alice, conversation, bob).status == 201


def test_malformed_bans_are_refused(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    past = (timezone.now() - timedelta(days=1)).isoformat()
    for wrong in ({"until": past}, {"until": "soon"}, {"until": "9999-12-31T23:59:59-14:00"}, {"reason": "x" * 201}):
        assert ban(alice, conversation, bob, **wrong).code == "invalid"
    assert call(alice, "POST", f"conversations/{conversation.pk}/bans", {"user": UNKNOWN}).code == "not_found"
    assert membership(conversation, bob).is_active


def test_bans_are_bounded(alice: User, bob: User, carol: User, limit: Callable[[str, int], None]) -> None:
    conversation = group(alice)
    limit("bans_per_conversation", 1)
    assert ban(alice, conversation, bob).status == 201
    assert ban(alice, conversation, bob, reason="Again").status == 200
    assert ban(alice, conversation, carol).code == "too_large"
    ConversationBan.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert ban(alice, conversation, carol).status == 201
