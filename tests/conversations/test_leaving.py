"""Leaving, being removed, and what is left of one then."""

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Membership
from tests.conversations.world import call, give_role, group, membership
from tests.world import Answer


def remove(actor: User, conversation: Conversation, user: User) -> Answer:
    return call(actor, "DELETE", f"conversations/{conversation.pk}/members/{user.pk}")


def test_leaving_answers_204_and_takes_the_conversation_away(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    assert call(bob, "GET", f"conversations/{conversation.pk}").status == 200
    assert remove(bob, conversation, bob).status == 204
    assert call(bob, "GET", f"conversations/{conversation.pk}").code == "not_found"
    assert call(bob, "GET", "conversations").body["items"] == []


def test_membership_row_records_when_and_at_which_rev_the_member_left(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    remove(bob, conversation, bob)
    conversation.refresh_from_db()
    bobs = membership(conversation, bob)
    assert bobs.left_at is not None
    assert bobs.rev == conversation.rev == 4
    assert conversation.member_count == 1


def test_nothing_personal_is_kept(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    give_role(conversation, bob, "admin")
    now = timezone.now()
    Membership.objects.filter(user=bob).update(muted_until=now, pinned_at=now, archived_at=now)
    remove(bob, conversation, bob)
    bobs = membership(conversation, bob)
    assert (bobs.role, bobs.muted_until, bobs.pinned_at, bobs.archived_at) == ("member", None, None, None)


def test_leaving_twice_is_not_found(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    assert remove(bob, conversation, bob).status == 204
    assert remove(bob, conversation, bob).code == "not_found"
    assert remove(alice, conversation, bob).code == "not_found"


@pytest.mark.parametrize("others_role", ["admin", "member"])
def test_the_last_owner_does_not_leave_the_others(alice: User, bob: User, others_role: str) -> None:
    conversation = group(alice, bob)
    give_role(conversation, bob, others_role)
    refused = remove(alice, conversation, alice)
    assert (refused.status, refused.code) == (409, "last_owner")
    assert call(alice, "GET", f"conversations/{conversation.pk}").body["membership"]["role"] == "owner"


def test_an_owner_leaves_once_another_is_there(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    call(alice, "PATCH", f"conversations/{conversation.pk}/members/{bob.pk}", {"role": "owner"})
    assert remove(alice, conversation, alice).status == 204


def test_an_owner_who_is_off_the_server_does_not_count(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice, bob, carol)
    give_role(conversation, bob, "owner")
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert remove(alice, conversation, alice).code == "last_owner"


def test_last_member_may_leave(alice: User) -> None:
    conversation = group(alice)
    assert remove(alice, conversation, alice).status == 204
    conversation.refresh_from_db()
    assert conversation.member_count == 0


def test_removed_member_sees_nothing_more(alice: User, bob: User) -> None:
    conversation = group(alice, bob, kind="channel")
    assert call(bob, "GET", f"conversations/{conversation.pk}/members").status == 200
    assert remove(alice, conversation, bob).status == 204
    for path in ("", "/members", "/invitations"):
        assert call(bob, "GET", f"conversations/{conversation.pk}{path}").code == "not_found"
    assert call(bob, "PATCH", f"conversations/{conversation.pk}/membership", {"pinned": True}).code == "not_found"
    assert call(bob, "GET", "conversations").body["items"] == []


def test_former_member_is_not_listed(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    remove(alice, conversation, bob)
    seen = call(alice, "GET", f"conversations/{conversation.pk}").body
    assert [member["user"] for member in seen["members"]] == [str(alice.pk)]
    listed = call(alice, "GET", f"conversations/{conversation.pk}/members").body["items"]
    assert [member["user"] for member in listed] == [str(alice.pk)]


def test_removing_a_user_who_was_never_a_member_is_not_found(alice: User, mallory: User) -> None:
    conversation = group(alice)
    assert remove(alice, conversation, mallory).code == "not_found"
