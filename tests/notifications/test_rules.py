"""The rules that server and client share: tests/rules has the expected results, and both test suites use it."""

import json
from datetime import datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from messaging.mentioning.names import names_in
from notifications.deciding.decisions import reason_against
from notifications.deciding.facts import MessageFacts, PersonFacts, PreferencesFacts
from notifications.deciding.keywords import has_keyword
from notifications.deciding.quiet_hours import is_quiet
from notifications.delivery.plain import plain_text

ME, OTHER, PLACE = (UUID(int=n) for n in (1, 2, 3))
RULES = Path(__file__).parents[1] / "rules"
NOW = datetime.fromisoformat("2026-11-24T09:00:00Z")


def rules(name: str) -> Any:
    return json.loads((RULES / f"{name}.json").read_text())


def texts(kinds: dict[str, list[str]]) -> list[str]:
    return [text for those in kinds.values() for text in those]


@pytest.mark.parametrize("rule", rules("mentions"), ids=lambda rule: rule["username"])
def test_mentioned_finds_a_username_in_text_alone(rule: dict[str, Any]) -> None:
    username = rule["username"].lower()
    assert [text for text in texts(rule["mentioned"]) if username not in mentioned(text)] == []
    assert [text for text in texts(rule["not_mentioned"]) if username in mentioned(text)] == []


@pytest.mark.parametrize("rule", rules("mention_places"), ids=lambda rule: rule["text"])
def test_names_are_where_the_text_has_them(rule: dict[str, Any]) -> None:
    assert [list(each) for each in names_in(rule["text"])] == rule["mentions"]


@pytest.mark.parametrize("rule", rules("keywords"), ids=lambda rule: rule["keyword"])
def test_has_keyword_finds_whole_words_in_text_alone(rule: dict[str, Any]) -> None:
    keywords = ["nothing", rule["keyword"]]
    assert [text for text in rule["found"] if not has_keyword(text, keywords)] == []
    assert [text for text in rule["not_found"] if has_keyword(text, keywords)] == []


@pytest.mark.parametrize("rule", rules("notifies"), ids=lambda rule: rule["when"])
def test_reason_against_decides_by_level_and_time(rule: dict[str, Any]) -> None:
    body = rule.get("body", "hello")
    message = MessageFacts(
        conversation=PLACE,
        seq=5,
        kind=rule.get("kind", "group"),
        sender=ME if rule.get("mine") else OTHER,
        body=body,
        created_at=NOW,
        is_deleted=rule.get("deleted", False),
        reply_to_sender={"me": ME, "other": OTHER}.get(rule.get("answers", "")),
        mentioned=frozenset({ME} if body and "alice" in mentioned(body) else ()),
    )
    assert (reason_against(message, person(rule), NOW) or None) == rule["reason"]


def mentioned(body: str) -> set[str]:
    return {each.name for each in names_in(body)}


def person(rule: dict[str, Any]) -> PersonFacts:
    membership, preferences = rule.get("membership", {}), {"email_after": None, **rule.get("preferences", {})}
    return PersonFacts(
        user=ME,
        username="alice",
        joined_floor=membership.get("first_seq", 1) - 1,
        read_seq=membership.get("read_seq", 4),
        notified_seq=rule.get("told_seq", 0),
        has_blocked=rule.get("blocks", False),
        notify=membership.get("notify", ""),
        muted_until=moment(membership.get("muted_until")),
        preferences=PreferencesFacts(
            **{
                **preferences,
                "keywords": tuple(preferences.get("keywords", ())),
                "muted_until": moment(preferences.get("muted_until")),
                "quiet_from": clock(preferences.get("quiet_from")),
                "quiet_until": clock(preferences.get("quiet_until")),
            }
        ),
    )


def moment(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None


def clock(shown: str | None) -> time | None:
    return time.fromisoformat(shown) if shown else None


@pytest.mark.parametrize("rule", rules("quiet_hours"), ids=lambda rule: rule["hours"])
def test_is_quiet_follows_the_clock_of_the_time_zone(rule: dict[str, Any]) -> None:
    hours = PreferencesFacts(
        quiet_from=clock(rule["from"]), quiet_until=clock(rule["until"]), quiet_days=tuple(rule["days"])
    )
    moments = [datetime.fromisoformat(at) for at in rule["quiet"] + rule["loud"]]
    quiet = [at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in moments if is_quiet(hours, rule["time_zone"], at)]
    assert quiet == rule["quiet"]


def test_plain_text_drops_the_marks() -> None:
    cases = rules("plain")
    assert [[markdown, plain_text(markdown, 240)] for markdown, _ in cases] == cases
