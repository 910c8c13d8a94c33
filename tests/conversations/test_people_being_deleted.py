"""People whose account is being deleted cannot be found or added, but their messages still name them."""

import pytest

from accounts.models import User
from tests.conversations.inviting import follow, invite, listed, look
from tests.conversations.world import call, group
from tests.world import PASSWORD, Api, App


def ask_deletion(user: User) -> None:
    assert App(user)("POST", "me/deletion", {"password": PASSWORD}).status == 204


def keep(user: User) -> None:
    proof = {"username": user.username, "password": PASSWORD, "undo_deletion": True}
    assert Api()("POST", "auth/token", proof).status == 200


def found(actor: User, words: str) -> list[str]:
    return [each["username"] for each in call(actor, "GET", f"users?search={words}").body["items"]]


def test_search_leaves_out_people_being_deleted_until_they_stay(alice: User, bob: User) -> None:
    assert found(alice, "bob") == ["bob"]
    ask_deletion(bob)
    assert found(alice, "bob") == []
    keep(bob)
    assert found(alice, "bob") == ["bob"]


def test_profile_of_a_person_being_deleted_is_answered_by_id(alice: User, bob: User) -> None:
    ask_deletion(bob)
    assert call(alice, "GET", f"users/{bob.pk}").body["username"] == "bob"
    assert [each["id"] for each in call(alice, "GET", f"users?ids={bob.pk}").body["items"]] == [str(bob.pk)]


def test_member_being_deleted_stays_in_the_list_of_members(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    ask_deletion(bob)
    members = call(alice, "GET", f"conversations/{conversation.pk}/members").body["items"]
    assert {each["user"] for each in members} == {str(alice.pk), str(bob.pk)}


@pytest.mark.parametrize("kind", ["direct", "group", "channel"])
def test_conversation_with_a_person_being_deleted_does_not_start(alice: User, bob: User, kind: str) -> None:
    ask_deletion(bob)
    about = {} if kind == "direct" else {"title": "Garden"}
    answer = call(alice, "POST", "conversations", {"kind": kind, "members": [str(bob.pk)], **about})
    assert answer.code == "not_found"


def test_person_being_deleted_is_not_added(alice: User, bob: User) -> None:
    conversation = group(alice)
    ask_deletion(bob)
    answer = call(alice, "POST", f"conversations/{conversation.pk}/members", {"user": str(bob.pk)})
    assert answer.code == "not_found"


def test_link_of_a_person_being_deleted_lets_in_nobody_until_they_stay(alice: User, bob: User, carol: User) -> None:
    conversation = group(alice, bob)
    link = invite(bob, conversation)
    ask_deletion(bob)
    assert look(carol, link).code == "not_found"
    assert follow(carol, link).code == "not_found"
    assert listed(alice, conversation) == []
    keep(bob)
    assert follow(carol, link).status == 200
