"""Invitation links let people in, and are seen and revoked by those who may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.models import Invitation
from conversations.operations.leaving import leave_conversation
from conversations.operations.removing import remove_member
from tests.conversations.inviting import follow, invite, listed, look, revoke
from tests.conversations.world import call, give_role, group, membership


@pytest.mark.parametrize("kind", ["group", "channel"])
def test_a_link_lets_somebody_in_as_a_member(alice: User, bob: User, kind: str) -> None:
    conversation = group(alice, kind=kind)
    joined = follow(bob, invite(alice, conversation))
    assert joined.status == 200
    assert joined.body["id"] == str(conversation.pk)
    assert joined.body["membership"]["role"] == "member"


def test_any_member_may_invite(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice, bob)
    made = invite(bob, conversation)
    assert (made["created_by"], made["uses"]) == (str(bob.pk), 0)
    assert not {"expires_at", "max_uses", "revoked_at"} & made.keys()
    assert follow(carol, made).status == 200


def test_before_following_one_sees_where_it_leads(alice: User, bob: User) -> None:
    conversation = group(alice, title="Garden", topic="For our eyes")
    invitation = invite(alice, conversation, expires_in=3600)
    assert look(bob, invitation).body == {
        "conversation": {"id": str(conversation.pk), "kind": "group", "title": "Garden", "member_count": 1},
        "created_by": str(alice.pk),
        "is_member": False,
        "expires_at": invitation["expires_at"],
    }
    assert look(alice, invitation).body["is_member"] is True


def test_an_expired_link_is_closed(alice: User, bob: User) -> None:
    conversation = group(alice)
    invitation = invite(alice, conversation, expires_in=60)
    assert look(bob, invitation).status == 200
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert look(bob, invitation).code == "not_found"
    assert follow(bob, invitation).code == "not_found"
    assert listed(alice, conversation) == []


def test_a_link_serves_as_many_as_it_says(alice: User, bob: User, carol: User, mallory: User) -> None:
    conversation = group(alice)
    invitation = invite(alice, conversation, max_uses=2)
    assert follow(bob, invitation).status == 200
    assert follow(carol, invitation).status == 200
    assert look(mallory, invitation).code == "not_found"
    assert follow(mallory, invitation).code == "not_found"


def test_member_does_not_use_up_an_invitation(alice: User, bob: User) -> None:
    conversation = group(alice)
    invitation = invite(alice, conversation, max_uses=1)
    assert follow(alice, invitation).status == 200
    assert Invitation.objects.get().uses == 0
    assert follow(bob, invitation).status == 200
    assert follow(bob, invitation).status == 200
    assert Invitation.objects.get().uses == 1


def test_member_who_follows_an_invitation_keeps_their_role(alice: User) -> None:
    conversation = group(alice)
    before = call(alice, "GET", f"conversations/{conversation.pk}").body
    assert follow(alice, invite(alice, conversation)).body == before


def test_a_revoked_link_is_closed(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice)
    invitation = invite(alice, conversation)
    assert follow(bob, invitation).status == 200
    assert revoke(alice, conversation, invitation).status == 204
    assert look(carol, invitation).code == "not_found"
    assert follow(carol, invitation).code == "not_found"
    assert revoke(alice, conversation, invitation).code == "not_found"


def test_members_see_and_revoke_their_own_links(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice, bob, carol)
    of_alice, of_bob = invite(alice, conversation), invite(bob, conversation)
    assert listed(bob, conversation) == [of_bob["id"]]
    assert listed(carol, conversation) == []
    assert revoke(bob, conversation, of_alice).code == "not_found"
    assert revoke(bob, conversation, of_bob).status == 204


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_admin_and_owner_see_and_revoke_all(alice: User, bob: User, carol: User, role: str) -> None:
    conversation = group(alice, bob, carol)
    give_role(conversation, bob, role)
    invitation = invite(carol, conversation)
    assert listed(bob, conversation) == [invitation["id"]]
    assert revoke(bob, conversation, invitation).status == 204


def test_a_link_is_revoked_in_its_own_conversation_only(alice: User, bob: User, mallory: User) -> None:
    conversation, elsewhere = group(alice), group(mallory)
    invitation = invite(alice, conversation)
    assert revoke(mallory, elsewhere, invitation).code == "not_found"
    assert revoke(mallory, conversation, invitation).code == "not_found"
    assert follow(bob, invitation).status == 200


def test_an_outsider_invites_nobody(alice: User, mallory: User) -> None:
    conversation = group(alice, kind="channel")
    assert call(mallory, "POST", f"conversations/{conversation.pk}/invitations", {}).code == "not_found"
    assert call(mallory, "GET", f"conversations/{conversation.pk}/invitations").code == "not_found"


def test_member_who_left_may_return_by_a_link(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    give_role(conversation, bob, "admin")
    invitation = invite(alice, conversation)
    leave_conversation(actor=bob, conversation_id=conversation.pk)
    assert follow(bob, invitation).status == 200
    assert membership(conversation, bob).role == "member"


def test_removed_member_cannot_return_by_their_own_link(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice, bob)
    invitation, of_alice = invite(bob, conversation), invite(alice, conversation)
    assert look(carol, invitation).status == 200
    remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    assert follow(bob, invitation).code == "not_found"
    assert look(carol, of_alice).status == 200


def test_a_group_that_all_have_left_is_closed(alice: User, bob: User) -> None:
    conversation = group(alice)
    invitation = invite(alice, conversation)
    assert look(bob, invitation).status == 200
    leave_conversation(actor=alice, conversation_id=conversation.pk)
    assert look(bob, invitation).code == "not_found"
    assert follow(bob, invitation).code == "not_found"
    assert follow(alice, invitation).code == "not_found"


def test_into_a_channel_that_all_have_left_it_leads_as_owner(alice: User, bob: User) -> None:
    conversation = group(alice, kind="channel")
    invitation = invite(alice, conversation)
    leave_conversation(actor=alice, conversation_id=conversation.pk)
    assert follow(bob, invitation).body["membership"]["role"] == "owner"
