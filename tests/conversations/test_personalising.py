"""Muting, pinning and archiving: for oneself alone."""

import pytest

from accounts.models import User
from chatproject.realtime import user_group
from conversations.models import Conversation
from tests.conversations.world import call, event, group, listening, membership
from tests.world import Answer


def personalise(actor: User, conversation: Conversation, **data: object) -> Answer:
    return call(actor, "PATCH", f"conversations/{conversation.pk}/membership", data)


def test_each_is_set_by_itself_and_undone(alice: User) -> None:
    conversation = group(alice)
    mine = personalise(alice, conversation, pinned=True).body
    assert "pinned_at" in mine
    assert "archived_at" not in mine
    mine = personalise(alice, conversation, archived=True, muted_until="2031-05-01T10:00:00+02:00").body
    assert {"pinned_at", "archived_at"} <= mine.keys()
    assert mine["muted_until"] == "2031-05-01T08:00:00Z"
    mine = personalise(alice, conversation, pinned=False, archived=False, muted_until=None).body
    assert not {"pinned_at", "archived_at", "muted_until"} & mine.keys()


@pytest.mark.parametrize(("name", "value"), [("muted_until", "2031-05-01T08:00:00Z"), ("notify", "nothing")])
def test_clear_empties_a_field_as_null_does(alice: User, name: str, value: str) -> None:
    conversation = group(alice)
    assert personalise(alice, conversation, pinned=True, **{name: value}).body[name] == value
    mine = personalise(alice, conversation, clear=[name]).body
    assert name not in mine
    assert "pinned_at" in mine


def test_clear_names_only_what_can_be_empty(alice: User) -> None:
    assert personalise(alice, group(alice), clear=["pinned"]).code == "invalid"


def test_personalising_returns_the_actors_membership(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    mine = personalise(bob, conversation, pinned=True).body
    assert (mine["user"], mine["role"], mine["first_seq"]) == (str(bob.pk), "member", 1)
    assert call(bob, "GET", f"conversations/{conversation.pk}").body["membership"] == mine


def test_others_see_nothing_of_it(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    before = call(alice, "GET", f"conversations/{conversation.pk}").body
    personalise(bob, conversation, pinned=True, archived=True, muted_until="2031-01-01T00:00:00Z")
    assert call(alice, "GET", f"conversations/{conversation.pk}").body == before


def test_ones_devices_are_told_with_ones_own_counter(alice: User, bob: User) -> None:
    conversation = group(alice, bob)
    with listening() as published:
        personalise(bob, conversation, pinned=True)
    [envelope] = published
    assert (envelope.group, envelope.rev) == (user_group(bob.pk), 1)
    assert event(envelope)["me_rev"] == 1
    assert event(envelope)["type"] == "membership"
    assert event(envelope)["conversation"] == str(conversation.pk)
    assert "pinned_at" in event(envelope)


def test_unchanged_settings_publish_no_event(alice: User) -> None:
    conversation = group(alice)
    personalise(alice, conversation, pinned=True)
    since = membership(conversation, alice).pinned_at
    with listening() as published:
        personalise(alice, conversation, pinned=True, archived=False)
        personalise(alice, conversation, muted_until=None)
        personalise(alice, conversation)
    assert published == []
    assert membership(conversation, alice).pinned_at == since


@pytest.mark.parametrize(
    "wrong",
    [
        {"muted_until": "tomorrow"},
        {"muted_until": "2031-01-01T00:00:00"},
        {"muted_until": "9999-12-31T23:59:59-14:00"},
        {"muted_until": 12},
        {"pinned": "yes"},
        {"archived": 1},
    ],
)
def test_personalising_refuses_malformed_input(alice: User, wrong: dict[str, object]) -> None:
    conversation = group(alice)
    assert personalise(alice, conversation, muted_until="9999-12-31T23:59:59Z").status == 200
    assert personalise(alice, conversation, **wrong).code == "invalid"
    assert call(alice, "GET", "conversations").status == 200


def test_an_outsider_has_nothing_to_personalise(alice: User, mallory: User) -> None:
    assert personalise(mallory, group(alice, kind="channel"), pinned=True).code == "not_found"


def test_archived_and_muted_conversations_stay_listed(alice: User) -> None:
    conversation = group(alice)
    personalise(alice, conversation, archived=True, muted_until="2031-01-01T00:00:00Z")
    [listed] = call(alice, "GET", "conversations").body["items"]
    assert {"archived_at", "muted_until"} <= listed["membership"].keys()
