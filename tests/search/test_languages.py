"""The language of a conversation: set by its admins, or detected, and applied to what was written before."""

import pytest

from accounts.models import User
from chatproject.contract.errors import Forbidden
from conversations.models import Conversation
from messaging.models import SearchProgress
from messaging.search import indexing
from messaging.search.following import catch_up, index_hinted
from tests.conversations.world import call
from tests.search.world import found, page, send, set_language

pytestmark = pytest.mark.django_db

GERMAN = (
    "Wir haben die Häuser gesehen und sind dann nach Hause gegangen",
    "Das ist nicht so weit von hier, aber ich war noch nicht da",
    "Kannst du mir sagen, ob sie auch kommen oder nicht?",
)


def language_of(conversation: Conversation) -> str:
    return SearchProgress.objects.get(conversation=conversation).language


def test_stems_are_found_in_a_known_language(alice: User, garden: Conversation) -> None:
    [running, cities] = send(alice, garden, "they were running there", "two cities")
    assert found(alice, "runs") == []

    set_language(alice, garden, "english")

    assert found(alice, "runs") == [running]
    assert found(alice, "city") == [cities]
    assert found(alice, '"runs"') == []


def test_language_is_detected_by_what_people_write(alice: User, garden: Conversation) -> None:
    [houses, *_] = send(alice, garden, *GERMAN)

    assert language_of(garden) == "german"
    assert found(alice, "Hauses")[-1] == houses


def test_language_stays_unknown_when_it_is_not_clear(alice: User, garden: Conversation) -> None:
    send(alice, garden, "ok", "明日の会議", "git rebase main")

    assert language_of(garden) == ""


def test_set_language_is_not_detected_until_it_is_cleared(alice: User, garden: Conversation) -> None:
    set_language(alice, garden, "simple")
    [houses, *_] = send(alice, garden, *GERMAN)
    assert language_of(garden) == ""
    assert houses not in found(alice, "Hauses")

    set_language(alice, garden, None)

    assert language_of(garden) == "german"
    assert houses in found(alice, "Hauses")


def test_cleared_language_that_cannot_be_detected_is_unknown(alice: User, garden: Conversation) -> None:
    set_language(alice, garden, "english")
    send(alice, garden, "ok", "git rebase main")
    assert language_of(garden) == "english"

    set_language(alice, garden, None)

    assert language_of(garden) == ""


def test_change_of_language_is_applied_while_people_search(
    alice: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_OLDER", indexing._OLDER.replace(f"LIMIT {indexing.PIECE}", "LIMIT 2"))
    monkeypatch.setattr(indexing, "PIECE", 2)
    seqs = send(alice, garden, *["running"] * 5)

    call(alice, "PATCH", f"conversations/{garden.pk}", {"language": "english"})
    indexing.index_piece([garden.pk])

    assert found(alice, "runs") == seqs[:2:-1], "the latest first"
    assert found(alice, "running") == seqs[::-1]
    assert page(alice, "runs").searched.indexing == 3
    catch_up()
    assert found(alice, "runs") == seqs[::-1]


def test_change_of_language_waits_to_be_indexed_if_its_hint_is_lost(alice: User, garden: Conversation) -> None:
    [seq] = send(alice, garden, "they were running")

    call(alice, "PATCH", f"conversations/{garden.pk}", {"language": "english"})
    index_hinted([])

    assert found(alice, "runs") == [seq]


def test_only_admins_set_one_of_the_languages(alice: User, bob: User, garden: Conversation) -> None:
    path = f"conversations/{garden.pk}"
    assert call(bob, "PATCH", path, {"language": "english"}).code == Forbidden.code
    assert call(alice, "PATCH", path, {"language": "klingon"}).code == "invalid"

    assert call(alice, "PATCH", path, {"language": "english"}).body["language"] == "english"

    assert call(bob, "GET", path).body["language"] == "english"
    assert "language" not in call(alice, "PATCH", path, {"clear": ["language"]}).body
