"""Drafts: the same on all devices of a person, and none is overwritten by an older one."""

from typing import Any

import pytest
from django.conf import settings

from accounts.models import User
from accounts.private import changes_since
from chatproject.realtime import user_group
from conversations.models import Conversation
from conversations.operations.adding import add_member
from conversations.operations.removing import remove_member
from messaging.models import Draft
from tests.conversations.world import call, event, group, listening
from tests.verbs import set_draft


def put(user: User, conversation: Conversation, text: str, base: int = 0, **more: Any) -> Any:
    body = {"text": text, "base": base, **more}
    return call(user, "PUT", f"conversations/{conversation.pk}/draft", body).body


def drafts(user: User) -> dict[str, str]:
    return {each["conversation"]: each["text"] for each in call(user, "GET", "me/drafts").body["items"]}


def test_a_draft_is_stored_and_sent_to_its_writers_devices_alone(garden: Conversation, alice: User, bob: User) -> None:
    with listening() as published:
        answer = put(alice, garden, "half a tho", reply_to=3)
    assert answer["is_stored"]
    assert answer["draft"].items() >= {"text": "half a tho", "reply_to": 3, "me_rev": 1}.items()
    [envelope] = published
    assert (envelope.group, envelope.rev) == (user_group(alice.pk), 1)
    assert event(envelope) == {"type": "draft", **answer["draft"]}
    assert drafts(alice) == {str(garden.pk): "half a tho"}
    assert drafts(bob) == {}


def test_an_older_device_does_not_overwrite_a_newer_draft(garden: Conversation, alice: User) -> None:
    newer = put(alice, garden, "newer", put(alice, garden, "first")["draft"]["me_rev"])["draft"]
    with listening() as published:
        for base in (0, 1, 3):
            assert put(alice, garden, "older", base) == {"is_stored": False, "draft": newer}
            assert put(alice, garden, "", base) == {"is_stored": False, "draft": newer}
    assert published == []
    assert drafts(alice) == {str(garden.pk): "newer"}


def test_a_repeat_is_not_stored_again(garden: Conversation, alice: User) -> None:
    first = put(alice, garden, "half a tho")
    with listening() as published:
        assert put(alice, garden, "half a tho") == first
        assert put(alice, garden, "half a tho", 1) == first
    assert published == []


def test_an_empty_draft_replaces_and_is_not_listed(garden: Conversation, alice: User) -> None:
    assert put(alice, garden, "")["draft"]["me_rev"] == 0
    assert Draft.objects.count() == 0
    put(alice, garden, "half a tho")
    with listening() as published:
        assert put(alice, garden, "", 1)["draft"].items() >= {"text": "", "me_rev": 2}.items()
    assert [event(each)["text"] for each in published] == [""]
    assert drafts(alice) == {}
    assert not put(alice, garden, "older", 1)["is_stored"]
    assert put(alice, garden, "next", 2)["is_stored"]


def test_people_have_so_many_drafts(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.LIMITS, "drafts", 2)
    rooms = [group(alice) for _ in range(3)]
    for room in rooms[:2]:
        put(alice, room, "half a tho")
    assert call(alice, "PUT", f"conversations/{rooms[2].pk}/draft", {"text": "one more"}).code == "too_large"
    assert put(alice, rooms[0], "longer", 1)["is_stored"]
    assert put(alice, rooms[0], "", 3)["draft"]["me_rev"] == 4
    assert put(alice, rooms[2], "one more")["is_stored"]


def test_a_person_who_returns_finds_no_draft(garden: Conversation, alice: User, bob: User) -> None:
    set_draft(actor=bob, conversation=garden.pk, text="half a tho")
    remove_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk)
    assert not Draft.objects.filter(user=bob).written().exists()
    assert drafts(bob) == {}
    assert call(bob, "PUT", f"conversations/{garden.pk}/draft", {"text": "a"}).code == "not_found"
    add_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk)
    assert drafts(bob) == {}


def test_drafts_are_listed_page_by_page(alice: User) -> None:
    rooms = [group(alice) for _ in range(3)]
    for room in rooms:
        put(alice, room, "half a tho")
    page = call(alice, "GET", "me/drafts?limit=2").body
    rest = call(alice, "GET", f"me/drafts?limit=2&cursor={page['next_cursor']}").body
    assert {each["conversation"] for each in page["items"] + rest["items"]} == {str(room.pk) for room in rooms}


def test_no_page_divides_what_a_return_changes(garden: Conversation, alice: User, bob: User) -> None:
    set_draft(actor=bob, conversation=garden.pk, text="half a tho")
    remove_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk)
    add_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk)
    changes = changes_since(bob.pk, 0, 2, 1)
    assert [draft.text for draft in changes.drafts] == [""]
    assert (len(changes.memberships), changes.me_rev, changes.more) == (1, 2, False)


def test_a_refusal_names_the_field_of_the_draft(garden: Conversation, alice: User) -> None:
    assert put(alice, garden, "a\0")["fields"] == {"text": ["Contains NUL."]}
