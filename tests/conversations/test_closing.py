"""A closed conversation is read and not written to, by whatever call or command, until it is reopened."""

import json
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from accounts.staff.models import StaffAct
from chatproject.contract.errors import ConversationClosed, DomainError, Forbidden
from chatproject.contract.verbs import Verb
from conversations.models import Conversation, Invitation
from conversations.operations.closing import close_as_staff, close_conversation, reopen_conversation
from conversations.operations.inviting import create_invitation
from messaging.operations.deleting import remove_message
from tests.conversations.world import call, direct, event, group, listening, membership
from tests.pictures import square
from tests.queries.test_rest import CALLS
from tests.queries.world import Scene, undone
from tests.verbs import EXAMPLES, OPERATIONS, command_of, send_message, sync

pytestmark = pytest.mark.django_db

#: Calls below a conversation that go on when it is closed: what takes away, and what is one's own.
STILL_OPEN = {
    "PUT conversations/<str:conversation>/closed",
    "DELETE conversations/<str:conversation>/closed",
    "PATCH conversations/<str:conversation>/membership",
    "PATCH conversations/<str:conversation>/members/<str:user>",
    "DELETE conversations/<str:conversation>/members/<str:user>",
    "POST conversations/<str:conversation>/bans",
    "DELETE conversations/<str:conversation>/bans/<str:user>",
    "DELETE conversations/<str:conversation>/invitations/<str:invitation>",
    *(verb.call for verb in OPERATIONS if EXAMPLES[verb.name].when_closed and " conversations/" in verb.call),
}


def post_message(actor: User, conversation: Conversation, client_id: Any = None) -> Any:
    return send_message(actor=actor, conversation=conversation.pk, client_id=client_id or uuid4(), body="Hello")


def code_of(verb: Verb, scene: Scene) -> str:
    try:
        verb.run(scene.actor, command_of(verb, scene.values["<str:conversation>"]))
    except DomainError as error:
        return error.code
    return "ok"


def test_every_call_that_writes_is_refused_in_a_closed_conversation() -> None:
    scene = Scene(1)
    Conversation.objects.filter(pk=scene.values["<channel>"]).update(closed_at="2026-01-01T00:00Z")
    close_conversation(actor=scene.actor, conversation_id=scene.values["<str:conversation>"])
    open_calls = set()
    for name, known in CALLS.items():
        method, _, route = name.partition(" ")
        if not route.startswith("conversations/<") or method == "GET":
            continue
        body = None if known.body is None else json.loads(scene.fill(json.dumps(known.body)))
        path = scene.fill(known.path or route)
        with undone():
            picture = body == "<picture>"
            answer = scene.alice.put_picture(path, square()) if picture else scene.alice(method, path, body)
        if answer.code != "conversation_closed":
            assert answer.status < 300, (name, answer.body)
            open_calls.add(name)
    assert open_calls == STILL_OPEN, f"`when_closed` in tests/verbs, or STILL_OPEN: {open_calls ^ STILL_OPEN}"


def test_every_command_that_writes_is_refused_in_a_closed_conversation() -> None:
    scene = Scene(1)
    close_conversation(actor=scene.actor, conversation_id=scene.values["<str:conversation>"])
    codes = {verb.name: code_of(verb, scene) for verb in OPERATIONS}
    assert codes == {
        verb.name: "ok" if EXAMPLES[verb.name].when_closed else "conversation_closed" for verb in OPERATIONS
    }


def test_repeat_of_a_message_is_answered_when_its_conversation_closed_meanwhile(
    alice: User, garden: Conversation
) -> None:
    """Its acknowledgement may have been lost."""
    client_id = uuid4()
    first = post_message(alice, garden, client_id)
    close_conversation(actor=alice, conversation_id=garden.pk)
    assert post_message(alice, garden, client_id).seq == first.seq
    with pytest.raises(ConversationClosed):
        post_message(alice, garden)


def test_members_are_told_of_the_closing_also_when_they_were_away(alice: User, bob: User, garden: Conversation) -> None:
    garden.refresh_from_db()
    held = {str(garden.pk): garden.rev}
    with listening() as published:
        closed = close_conversation(actor=alice, conversation_id=garden.pk)
        close_conversation(actor=alice, conversation_id=garden.pk)
    [closing] = map(event, published)
    assert (closing["type"], closing["conversation"]["rev"]) == ("conversation", garden.rev + 1)
    assert "closed_at" in closing["conversation"]
    [changes] = sync(actor=bob, revs=held).changes.values()
    assert changes.conversation is not None
    assert changes.conversation.closed_at == closed.closed_at
    assert "closed_at" in call(bob, "GET", f"conversations/{garden.pk}").body
    assert "closed_at" in call(bob, "GET", "conversations").body["items"][0]
    reopen_conversation(actor=alice, conversation_id=garden.pk)
    [changes] = sync(actor=bob, revs=held).changes.values()
    assert changes.conversation is not None
    assert changes.conversation.closed_at is None
    assert post_message(bob, garden).seq == 1


def test_only_owners_close_and_reopen_a_conversation(alice: User, bob: User, garden: Conversation) -> None:
    membership(garden, bob)
    garden.memberships.filter(user=bob).update(role="admin")
    assert call(bob, "PUT", f"conversations/{garden.pk}/closed").code == "forbidden"
    assert call(alice, "PUT", f"conversations/{direct(alice, bob).pk}/closed").code == "forbidden"
    assert call(alice, "PUT", f"conversations/{garden.pk}/closed").code == "ok"
    assert call(bob, "DELETE", f"conversations/{garden.pk}/closed").code == "forbidden"


def test_closed_conversation_accepts_no_new_members(alice: User, carol: User) -> None:
    square_ = group(alice, kind="channel")
    link = create_invitation(actor=alice, conversation_id=square_.pk)
    close_conversation(actor=alice, conversation_id=square_.pk)
    assert call(carol, "GET", "channels").body["items"] == []
    assert call(carol, "POST", f"conversations/{square_.pk}/join").code == "conversation_closed"
    assert call(carol, "GET", f"invitations/{link.token}").code == "not_found"
    assert call(carol, "POST", f"invitations/{link.token}/join").code == "not_found"
    assert Invitation.objects.get().uses == 0
    reopen_conversation(actor=alice, conversation_id=square_.pk)
    assert call(carol, "POST", f"invitations/{link.token}/join").code == "ok"


def test_the_last_owner_can_still_hand_over_and_leave(alice: User, bob: User, garden: Conversation) -> None:
    close_conversation(actor=alice, conversation_id=garden.pk)
    assert call(alice, "PATCH", f"conversations/{garden.pk}/members/{bob.pk}", {"role": "owner"}).code == "ok"
    assert call(alice, "DELETE", f"conversations/{garden.pk}/members/{alice.pk}").code == "ok"
    assert call(bob, "DELETE", f"conversations/{garden.pk}/closed").code == "ok"


def test_only_staff_reopen_a_conversation_that_staff_closed(
    alice: User, bob: User, root: User, garden: Conversation
) -> None:
    close_as_staff(actor=root, conversation=garden, reason="Spam")
    with pytest.raises(ConversationClosed):
        post_message(bob, garden)
    with pytest.raises(Forbidden):
        reopen_conversation(actor=alice, conversation_id=garden.pk)
    close_as_staff(actor=root, conversation=garden, reason="Settled", is_closed=False)
    post_message(bob, garden)
    trail = StaffAct.objects.order_by("pk").values_list("act", "object_id", "reason")
    assert list(trail) == [("close", str(garden.pk), "Spam"), ("reopen", str(garden.pk), "Settled")]
    with pytest.raises(Forbidden):
        close_as_staff(actor=alice, conversation=garden, reason="")
    with pytest.raises(Forbidden):
        close_as_staff(actor=root, conversation=direct(alice, bob), reason="")


def test_staff_remove_a_message_of_a_closed_channel(alice: User, root: User) -> None:
    square_ = group(alice, kind="channel")
    sent = post_message(alice, square_)
    close_as_staff(actor=root, conversation=square_, reason="Spam")
    remove_message(actor=root, message=square_.messages.get(seq=sent.seq), reason="Spam")
    assert square_.messages.get(seq=sent.seq).is_deleted
