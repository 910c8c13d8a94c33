"""Titles, topics and reasons as they are stored."""

from typing import Any

import pytest

from accounts.models import User
from tests.conversations.world import call, group

TURNED = "Pay \u202eecila\u202c \u2067here\u2069\u200f"


def start(user: User, **about: Any) -> Any:
    return call(user, "POST", "conversations", {"kind": "group", "members": [], "title": "Garden", **about})


def test_title_and_topic_keep_no_character_that_turns_them(alice: User) -> None:
    made = start(alice, title=TURNED, topic=f"{TURNED}\nSecond").body
    assert (made["title"], made["topic"]) == ("Pay ecila here", "Pay ecila here\nSecond")
    changed = call(alice, "PATCH", f"conversations/{made['id']}", {"title": f"{TURNED}!", "topic": TURNED}).body
    assert (changed["title"], changed["topic"]) == ("Pay ecila here!", "Pay ecila here")


def test_title_is_composed(alice: User) -> None:
    made = start(alice, title="Cafe\u0301").body
    assert made["title"] == "Caf\u00e9"
    assert call(alice, "PATCH", f"conversations/{made['id']}", {"title": "Cafe\u0301"}).body["rev"] == made["rev"]


@pytest.mark.parametrize("empty", ["\u200b", "\u3164", "\u202e \u2069", "\u0301", "\ufeff\u2060", "\u2800"])
def test_title_that_shows_nothing_is_refused(alice: User, empty: str) -> None:
    conversation = group(alice)
    assert start(alice, title=empty).code == "invalid"
    assert call(alice, "PATCH", f"conversations/{conversation.pk}", {"title": empty}).code == "invalid"
    assert call(alice, "PATCH", f"conversations/{conversation.pk}", {"topic": empty}).body["topic"] == ""


@pytest.mark.parametrize("kept", ["👩\u200d👩\u200d👧", "می\u200cخواهم", "שלום", "1", "…"])
def test_title_in_any_script_stays_as_it_is(alice: User, kept: str) -> None:
    assert start(alice, title=kept).body["title"] == kept


def test_title_that_grows_when_composed_is_refused(alice: User) -> None:
    assert start(alice, title="\u0958" * 150).code == "invalid"
    assert start(alice, title="\u0958" * 100).status == 201


def test_title_has_no_line_break(alice: User) -> None:
    assert start(alice, title="Gar\nden").code == "invalid"
    assert start(alice, title="Garden\n").body.get("title", "Garden") == "Garden"
    assert start(alice, title="Gar\u0085\u2028den").body["title"] == "Garden"
