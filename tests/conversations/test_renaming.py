"""Changing title, topic and history, beyond who may."""

import pytest

from accounts.models import User
from conversations.models import Conversation
from tests.conversations.world import call, group
from tests.world import Answer


def change(actor: User, conversation: Conversation, **data: object) -> Answer:
    return call(actor, "PATCH", f"conversations/{conversation.pk}", data)


def test_patch_changes_only_the_given_fields(alice: User) -> None:
    conversation = group(alice, title="Garden", topic="Seeds")
    changed = change(alice, conversation, title=" Orchard ").body
    assert (changed["title"], changed["topic"], changed["rev"]) == ("Orchard", "Seeds", 3)
    assert change(alice, conversation, topic="", history="joined").body["topic"] == ""
    conversation.refresh_from_db()
    assert (conversation.title, conversation.history) == ("Orchard", "joined")
    assert conversation.rev == conversation.changed_rev == 4


@pytest.mark.parametrize("same", [{}, {"title": "Garden"}, {"title": " Garden ", "topic": "", "history": "all"}])
def test_the_same_again_moves_no_rev(alice: User, same: dict[str, str]) -> None:
    conversation = group(alice)
    assert change(alice, conversation, **same).body["rev"] == 2
    conversation.refresh_from_db()
    assert conversation.changed_rev == 1


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": " "}, {"title": "x" * 201}, {"title": 1}, {"topic": "x" * 1001}, {"history": "none"}],
)
def test_patch_refuses_malformed_input(alice: User, wrong: dict[str, object]) -> None:
    conversation = group(alice)
    assert change(alice, conversation, **wrong).code == "invalid"
    conversation.refresh_from_db()
    assert (conversation.title, conversation.rev) == ("Garden", 2)


def test_nothing_else_can_be_changed(alice: User) -> None:
    conversation = group(alice)
    change(alice, conversation, title="New", kind="channel", rev=9, last_seq=9, member_count=9, direct_key="x")
    conversation.refresh_from_db()
    assert (conversation.kind, conversation.rev, conversation.last_seq) == ("group", 3, 0)
    assert (conversation.member_count, conversation.direct_key) == (1, None)


def test_an_outsider_changes_nothing(alice: User, mallory: User) -> None:
    for kind in ("group", "channel"):
        conversation = group(alice, kind=kind)
        assert change(mallory, conversation, title="Mine").code == "not_found"


def test_a_title_ends_with_no_line_break(alice: User) -> None:
    assert change(alice, group(alice), title="Orchard\n").code == "invalid"
