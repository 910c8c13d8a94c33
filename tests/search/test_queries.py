"""The query language: filters, their errors, pages and bounds."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User
from chatproject.contract.errors import Invalid
from conversations.models import Conversation
from messaging.models import Message
from messaging.search import facets, finding, postgres, resolving
from messaging.search.following import catch_up
from messaging.search.index import Place, Wanted
from messaging.search.rebuilding import begin_again
from tests.conversations.world import call
from tests.search.world import found, page, send

pytestmark = pytest.mark.django_db


def at(seq: int, conversation: Conversation, *moment: int) -> None:
    """Sets when a message was sent."""
    Message.objects.of(conversation).filter(seq=seq).update(created_at=datetime(*moment, tzinfo=UTC))  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ("on:2024-05-03", [2024]),
        ("on:2024-05", [2024]),
        ("on:2024", [2024]),
        ("before:2024-05-03", [2023]),
        ("after:2024-05-03", [2025]),
        ("after:2023 before:2025", [2024]),
        ("-after:2023", [2023]),
        ("-before:2024", [2025, 2024]),
        ("on:today", []),
    ],
)
def test_dates_filter_by_the_day_of_the_person(query: str, years: list[int], alice: User, garden: Conversation) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone="Asia/Tokyo")
    alice.refresh_from_db()
    seqs = send(alice, garden, "needle", "needle", "needle")
    at(seqs[0], garden, 2023, 7, 1)
    at(seqs[1], garden, 2024, 5, 2, 23)  # the third of May in Tokyo
    at(seqs[2], garden, 2025, 7, 1)
    begin_again()
    catch_up()

    assert [hit.created_at.year for hit in page(alice, f"needle {query}").items] == years


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "must have a word"),
        ("?!", "must have a word"),
        ("-needle", "must have a word"),
        ("has:cheese", "has: must be one of link, file, image, video, voice"),
        ("is:new", "is: must be one of"),
        ("from:no-such-name", "no one is called no-such-name"),
        ("in:nowhere", "in no conversation called nowhere"),
        ("before:soon", "before: must be a date such as 2026-11-30"),
        ("on:2024-13", "on: must be a date"),
        ("before:0001", "before: must be a date"),
        ("on:9999", "on: must be a date"),
        ("on:2024-1-1-1", "on: must be a date"),
        ("needle -on:2024", "cannot be excluded"),
        ("x" * 501, "at most 500 characters"),
        ("a\0b", "no NUL"),
        (" ".join(["word"] * 21), "at most 20 words"),
    ],
)
def test_bad_query_is_refused_with_what_is_accepted(query: str, says: str, alice: User, garden: Conversation) -> None:
    with pytest.raises(Invalid, match=says):
        page(alice, query)


def test_unknown_filter_is_searched_as_text(alice: User, garden: Conversation) -> None:
    [seq] = send(alice, garden, "see https://example.org/a or note:this")

    assert found(alice, "note:this") == [seq]
    assert found(alice, "https://example.org") == [seq]


def test_pages_hold_every_hit_once(alice: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "BLOCK_BITS", 1)
    monkeypatch.setattr(finding, "_WINDOWS", (1, 2))
    seqs = send(alice, garden, *(("needle", "other")[n % 3 == 0] for n in range(20)))
    wanted = [seq for n, seq in enumerate(seqs) if n % 3][::-1]
    seen: list[int] = []
    cursor: Any = None
    while True:
        got = page(alice, "needle", limit="4", cursor=cursor)
        seen += [hit.seq for hit in got.items]
        cursor = got.next_cursor
        if cursor is None:
            break
        assert got.searched.back_to is not None

    assert seen == wanted
    assert got.searched.back_to is None


def test_pages_of_the_best_hold_every_hit_once(alice: User, garden: Conversation) -> None:
    send(alice, garden, *(f"needle{'s' * (n % 2)}" for n in range(7)))

    first = page(alice, "needle", sort="best", limit="4")
    rest = page(alice, "needle", sort="best", limit="4", cursor=first.next_cursor)

    assert len({hit.seq for hit in [*first.items, *rest.items]}) == 7
    assert rest.next_cursor is None


def test_page_ends_when_its_time_is_up(alice: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "BLOCK_BITS", 1)
    monkeypatch.setattr(finding, "_WINDOWS", (1, 2))
    send(alice, garden, "needle", *["other"] * 6)
    with monkeypatch.context() as hurried:
        hurried.setattr(finding, "_PATIENCE", -1.0)
        got = page(alice, "needle")
    assert (got.items, bool(got.next_cursor)) == ([], True)

    assert len(page(alice, "needle", cursor=got.next_cursor).items) == 1


def test_long_text_is_cut_around_its_match(alice: User, garden: Conversation) -> None:
    send(alice, garden, "before " * 100 + "needle" + " after" * 100)

    [hit] = page(alice, "needle").items
    [match] = hit.matches

    assert hit.text[match.offset : match.offset + match.length] == "needle"
    assert (hit.text[:7], hit.text[-1]) == ("…before", "…")
    assert len(hit.text) < 250


def test_call_returns_hits_and_says_what_was_searched(alice: User, garden: Conversation) -> None:
    send(alice, garden, "a needle")

    answer = call(alice, "GET", "search?query=needle")

    assert answer.status == 200
    assert answer.body["items"][0]["matches"] == [{"offset": 2, "length": 6}]
    assert answer.body["searched"] == {"conversations": 1}
    assert call(alice, "GET", "search?query=needle&sort=oldest").status == 400
    assert call(alice, "GET", "search?query=needle&cursor=x").status == 400


@pytest.mark.parametrize(
    ("count", "all_messages", "is_asked"),
    [(1, 100, True), (32, 3_200, True), (33, 3_300, False), (33, 100_000, True), (2_001, 10**9, False)],
)
def test_index_is_not_asked_for_conversations_that_have_most_messages(
    count: int, all_messages: int, is_asked: bool
) -> None:
    """It would read a list of each, which takes longer than the words do. What is not of them is left out later."""
    places = [Place(UUID(int=number), 0, 100) for number in range(count)]

    _, values = postgres._conditions(Wanted(places, *resolving._ALWAYS), 0, all_messages)

    assert (len(values[-1:]) == 1 and len(values[-1]) == count) is is_asked
