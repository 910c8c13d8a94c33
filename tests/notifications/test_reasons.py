"""One case of each reason that a decision gives, and which of two is stronger."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from notifications.deciding.decisions import decide
from notifications.deciding.facts import MessageFacts, PersonFacts, PreferencesFacts, PresenceFacts, RegistrationFacts
from notifications.deciding.reasons import Reason

NOW = datetime(2026, 6, 5, 12, tzinfo=UTC)
SOON, JUST_NOW = NOW + timedelta(seconds=1), NOW
ALICE, BOB, CAROL = (UUID(int=n) for n in (1, 2, 3))
PHONE, TABLET = (RegistrationFacts(UUID(int=n), UUID(int=n + 10), "fcm") for n in (21, 22))

MESSAGE = MessageFacts(UUID(int=4), 7, "group", BOB, "Lunch?", NOW)
PERSON = PersonFacts(ALICE, "alice", registrations=(PHONE,))


def why(message: dict[str, Any], person: dict[str, Any], preferences: dict[str, Any] | None = None) -> str:
    """Returns why alice's phone is not notified, or "" if it is."""
    facts = replace(PERSON, **person, preferences=PreferencesFacts(**preferences or {}))
    (verdict,) = decide(replace(MESSAGE, **message), facts, NOW).verdicts
    assert (verdict.notify_at is None) == bool(verdict.reason)
    return verdict.reason


def test_she_is_told() -> None:
    assert why({}, {}) == ""


CASES: list[tuple[Reason, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (Reason.OWN, {"sender": ALICE}, {}, {}),
    (Reason.DELETED, {"is_deleted": True, "body": None}, {}, {}),
    (Reason.HIDDEN, {}, {"joined_floor": 7}, {}),
    (Reason.READ, {}, {"read_seq": 7}, {}),
    (Reason.BLOCKED, {}, {"has_blocked": True}, {}),
    (Reason.NOTHING, {}, {}, {"notify": "nothing"}),
    (Reason.NOTHING, {}, {"notify": "nothing"}, {}),
    (Reason.NOTHING, {"mentioned": frozenset({ALICE})}, {"notify": "nothing"}, {}),
    (Reason.LEVEL, {}, {}, {"notify": "mentions"}),
    (Reason.LEVEL, {}, {"notify": "mentions"}, {}),
    (Reason.LEVEL, {"kind": "channel"}, {}, {}),
    (Reason.LEVEL, {"kind": "channel", "mentioned": frozenset({CAROL}), "reply_to_sender": CAROL}, {}, {}),
    (Reason.LEVEL, {"kind": "channel", "body": None}, {}, {"keywords": ("lunch",)}),
    (Reason.MUTED, {}, {"muted_until": SOON}, {}),
    (Reason.MUTED, {"mentioned": frozenset({ALICE})}, {"muted_until": SOON}, {}),
    (Reason.DO_NOT_DISTURB, {}, {}, {"muted_until": SOON}),
    (Reason.QUIET_HOURS, {}, {}, {"quiet_from": time(11), "quiet_until": time(13)}),
    (Reason.FIRST_ONLY, {}, {"notified_seq": 5, "read_seq": 4}, {"first_only": True}),
    (Reason.OFF, {}, {"registrations": (replace(PHONE, is_enabled=False),)}, {}),
]


@pytest.mark.parametrize(("reason", "message", "person", "preferences"), CASES)
def test_she_is_not_told_because(
    reason: Reason, message: dict[str, Any], person: dict[str, Any], preferences: dict[str, Any]
) -> None:
    assert why(message, person, preferences) is reason


def test_every_reason_to_decide_against_it_is_among_these() -> None:
    given = {Reason.READ, Reason.DELETED, *list(Reason)[: list(Reason).index(Reason.READ)]}
    assert {case[0] for case in CASES} == given


@pytest.mark.parametrize(
    ("message", "person", "preferences"),
    [
        ({"seq": 8}, {"joined_floor": 7, "read_seq": 7}, {}),
        ({"kind": "channel"}, {"notify": "all"}, {}),
        ({"kind": "channel"}, {}, {"notify_channels": "all", "notify": "nothing"}),
        ({}, {"notify": "all"}, {"notify": "nothing"}),
        ({"kind": "channel", "mentioned": frozenset({ALICE})}, {}, {}),
        ({"kind": "channel", "reply_to_sender": ALICE}, {}, {}),
        ({"kind": "channel"}, {}, {"keywords": ("LUNCH",)}),
        ({}, {"muted_until": JUST_NOW}, {"muted_until": JUST_NOW}),
        ({}, {}, {"quiet_from": time(11), "quiet_until": time(12)}),
        ({}, {}, {"quiet_from": time(11), "quiet_until": time(13), "quiet_days": (5,)}),
        ({}, {}, {"quiet_from": time(11)}),
        ({}, {"notified_seq": 5, "read_seq": 5}, {"first_only": True}),
        ({}, {"notified_seq": 5, "read_seq": 4}, {"first_only": False}),
    ],
)
def test_she_is_told_all_the_same(message: dict[str, Any], person: dict[str, Any], preferences: dict[str, Any]) -> None:
    assert why(message, person, preferences) == ""


def test_first_of_many_reasons_is_given() -> None:
    """Each case together with all later ones: the order of the table is that of the rules."""
    message: dict[str, Any] = {}
    person: dict[str, Any] = {}
    preferences: dict[str, Any] = {}
    first = {case[0]: case[1:] for case in reversed(CASES)}
    for reason in reversed([each for each in dict.fromkeys(case[0] for case in CASES) if each is not Reason.LEVEL]):
        of_message, of_person, of_preferences = first[reason]
        message, person, preferences = message | of_message, person | of_person, preferences | of_preferences
        assert why(message, person, preferences) is reason


def test_each_device_has_its_own_verdict() -> None:
    off = replace(TABLET, is_enabled=False)
    decision = decide(MESSAGE, replace(PERSON, registrations=(PHONE, off)), NOW)
    assert [(each.registration, each.reason) for each in decision.verdicts] == [(PHONE.id, ""), (off.id, Reason.OFF)]


def test_without_devices_there_is_nothing_to_say() -> None:
    assert decide(MESSAGE, replace(PERSON, registrations=()), NOW).verdicts == ()


@pytest.mark.parametrize(
    ("message", "urgency"),
    [
        ({}, "normal"),
        ({"kind": "direct"}, "high"),
        ({"mentioned": frozenset({ALICE})}, "high"),
        ({"reply_to_sender": ALICE}, "high"),
        ({"reply_to_sender": CAROL, "mentioned": frozenset({CAROL})}, "normal"),
    ],
)
def test_message_addressed_to_the_user_is_urgent(message: dict[str, Any], urgency: str) -> None:
    (verdict,) = decide(replace(MESSAGE, **message), PERSON, NOW).verdicts
    assert verdict.urgency == urgency


def due(presence: PresenceFacts) -> list[tuple[datetime | None, bool]]:
    facts = replace(PERSON, registrations=(PHONE, TABLET), presence=presence)
    return [(each.notify_at, each.waits) for each in decide(MESSAGE, facts, NOW).verdicts]


def test_a_device_that_is_not_connected_is_told_at_once() -> None:
    assert due(PresenceFacts()) == [(NOW, False), (NOW, False)]


def test_a_connected_device_has_four_seconds_to_take_it() -> None:
    later = NOW + timedelta(seconds=4)
    assert due(PresenceFacts(frozenset({PHONE.device}))) == [(later, True), (NOW, False)]


def test_all_devices_wait_for_the_one_she_is_at() -> None:
    later = NOW + timedelta(seconds=4)
    assert due(PresenceFacts(is_active=True)) == [(later, True), (later, True)]


def mail(message: dict[str, Any], person: dict[str, Any], preferences: dict[str, Any]) -> bool:
    facts = replace(PERSON, **person, preferences=PreferencesFacts(**preferences))
    email_at = decide(replace(MESSAGE, **message), facts, NOW).email_at
    assert email_at in (None, NOW + timedelta(minutes=60))
    return email_at is not None


@pytest.mark.parametrize(("reason", "message", "person", "preferences"), CASES)
def test_reasons_that_only_silence_devices_let_email_through(
    reason: Reason, message: dict[str, Any], person: dict[str, Any], preferences: dict[str, Any]
) -> None:
    lets = {Reason.DO_NOT_DISTURB, Reason.QUIET_HOURS, Reason.FIRST_ONLY, Reason.OFF}
    assert mail(message, person, preferences) == (reason in lets)


def test_no_email_goes_to_users_who_want_none_or_are_active() -> None:
    assert mail({}, {"registrations": ()}, {})
    assert not mail({}, {}, {"email_after": None})
    assert not mail({}, {"presence": PresenceFacts(is_active=True)}, {})
