"""Giving and taking roles, beyond who may."""

import pytest

from accounts.models import User
from conversations.models import Conversation
from tests.conversations.world import call, give_role, group, membership
from tests.world import Answer


def promote(actor: User, conversation: Conversation, user: User, role: object) -> Answer:
    return call(actor, "PATCH", f"conversations/{conversation.pk}/members/{user.pk}", {"role": role})


def test_a_new_role_is_the_members_new_state(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    changed = promote(alice, conversation, bob, "admin")
    assert (changed.status, changed.body["role"], changed.body["rev"]) == (200, "admin", 4)
    assert call(bob, "GET", f"conversations/{conversation.pk}").body["membership"]["role"] == "admin"


def test_the_same_role_again_moves_no_rev(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    assert promote(alice, conversation, bob, "member").body["rev"] == 3
    assert call(alice, "GET", f"conversations/{conversation.pk}").body["rev"] == 3


@pytest.mark.parametrize("role", ["admin", "member"])
def test_the_last_owner_does_not_step_down(alice: User, bob: User, role: str) -> None:
    conversation = group(alice, bob)
    assert promote(alice, conversation, alice, role).code == "last_owner"
    assert promote(alice, conversation, bob, "owner").status == 200
    assert promote(alice, conversation, alice, role).body["role"] == role


def test_an_owner_who_is_off_the_server_does_not_count(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    give_role(conversation, bob, "owner")
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert promote(alice, conversation, alice, "member").code == "last_owner"


def test_non_member_can_neither_give_nor_get_a_role(alice: User, bob: User, mallory: User) -> None:
    conversation = group(alice, bob)
    assert promote(alice, conversation, mallory, "admin").code == "not_found"
    assert promote(mallory, conversation, mallory, "owner").code == "not_found"
    assert promote(mallory, conversation, bob, "member").code == "not_found"


@pytest.mark.parametrize("role", ["king", None, 1])
def test_an_unknown_role_is_invalid(alice: User, bob: User, role: object) -> None:
    conversation = group(alice, bob)
    assert promote(alice, conversation, bob, role).code == "invalid"
    assert membership(conversation, bob).role == "member"
