"""The picture of a private conversation is for its members, and its address stops working when they leave."""

import pytest
from django.test import Client

from accounts.models import User
from conversations.models import Conversation
from conversations.operations.inviting import create_invitation
from conversations.operations.leaving import leave_conversation
from conversations.operations.removing import remove_member
from media.operations.picturing import change_picture, remove_picture
from tests.conversations.world import call, group
from tests.pictures import square
from tests.world import App, browser


def pictured(owner: User, *members: User, kind: str = "group") -> tuple[Conversation, str]:
    """Returns a conversation and the address of its picture."""
    conversation = group(owner, *members, kind=kind)
    change_picture(actor=owner, conversation_id=conversation.pk, image=square())
    return conversation, str(call(owner, "GET", f"conversations/{conversation.pk}").body["picture"])


def status(user: User, path: str) -> int:
    return int(browser(user).get(path).status_code)


def test_a_group_s_picture_is_for_its_members_alone(alice: User, bob: User, mallory: User) -> None:
    _, path = pictured(alice, bob)
    shown = browser(bob).get(path)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    assert shown["Cache-Control"] == "private, max-age=300"
    assert Client().get(path).status_code == status(mallory, path) == 404
    assert Client().get(path.replace("pictures", "avatars")).status_code == 404


def test_an_app_fetches_it_by_its_token(alice: User, mallory: User) -> None:
    _, path = pictured(alice)
    for user, expected in ((alice, 200), (mallory, 404)):
        bearer = {"Authorization": f"Bearer {App(user).access}"}
        assert Client().get(path, headers=bearer).status_code == expected
    assert Client().get(path, headers={"Authorization": "Bearer nonsense"}).status_code == 404


def test_picture_is_not_sent_again_to_a_member_who_has_it(alice: User, bob: User) -> None:
    conversation, path = pictured(alice, bob)
    held = {"If-None-Match": browser(bob).get(path)["ETag"]}
    assert browser(bob).get(path, headers=held).status_code == 304
    leave_conversation(actor=bob, conversation_id=conversation.pk)
    assert browser(bob).get(path, headers=held).status_code == 404


@pytest.mark.parametrize("way_out", ["left", "removed"])
def test_picture_address_stops_working_for_a_former_member(alice: User, bob: User, way_out: str) -> None:
    conversation, path = pictured(alice, bob)
    assert status(bob, path) == 200
    if way_out == "left":
        leave_conversation(actor=bob, conversation_id=conversation.pk)
    else:
        remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    assert (status(bob, path), status(alice, path)) == (404, 200)


def test_picture_address_stops_working_when_the_picture_changes(alice: User) -> None:
    conversation, path = pictured(alice)
    change_picture(actor=alice, conversation_id=conversation.pk, image=square(colour="blue"))
    assert status(alice, path) == 404
    newer = str(call(alice, "GET", f"conversations/{conversation.pk}").body["picture"])
    assert status(alice, newer) == 200
    remove_picture(actor=alice, conversation_id=conversation.pk)
    assert status(alice, newer) == 404


def test_a_channel_s_picture_is_for_everybody_who_is_signed_in(alice: User, mallory: User) -> None:
    _, path = pictured(alice, kind="channel")
    assert status(mallory, path) == 200
    assert Client().get(path).status_code == 404


def test_an_invitation_shows_the_picture_of_its_own_conversation(alice: User, bob: User, mallory: User) -> None:
    conversation, path = pictured(alice, bob)
    _, other = pictured(alice)
    token = create_invitation(actor=alice, conversation_id=conversation.pk).token
    invited = call(mallory, "GET", f"invitations/{token}").body["conversation"]["picture"]
    assert status(mallory, invited) == 200
    assert status(mallory, f"{other}?invitation={token}") == status(mallory, f"{path}?invitation=nothing") == 404
    remove_member(actor=alice, conversation_id=conversation.pk, user_id=bob.pk)
    assert status(bob, invited) == 404
