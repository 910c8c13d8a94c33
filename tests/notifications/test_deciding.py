"""Ten thousand decisions against a slow reference, and the special cases of clocks."""

from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from notifications.deciding.decisions import Decision, decide
from notifications.deciding.facts import MessageFacts, PersonFacts, PreferencesFacts, PresenceFacts, RegistrationFacts
from notifications.deciding.quiet_hours import is_quiet
from tests.notifications.reference import Row, expected

T = TypeVar("T")

ALICE, BOB, CAROL = (UUID(int=n) for n in (1, 2, 3))
DEVICES = [UUID(int=n) for n in (11, 12, 13)]
PLACE = UUID(int=20)

#: Moments at which clocks were put forward or back, by zone; in Samoa, over a whole day.
TURNS = {
    "Europe/Berlin": [datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1)],
    "Australia/Lord_Howe": [datetime(2026, 4, 4, 15), datetime(2026, 10, 3, 15, 30)],
    "Pacific/Apia": [datetime(2011, 12, 30, 10), datetime(2026, 6, 1)],
    "America/Asuncion": [datetime(2023, 3, 26, 3), datetime(2023, 10, 1, 4)],
    "America/New_York": [datetime(2026, 3, 8, 7), datetime(2026, 11, 1, 6)],
    "Asia/Kathmandu": [datetime(2026, 1, 1)],
    "UTC": [datetime(2026, 2, 28, 23, 59)],
}
ZONES_AND_TURNS = [(zone, turn.replace(tzinfo=UTC)) for zone, turns in TURNS.items() for turn in turns]

MOST_THROWS = 41


class Dice:
    """Choices out of random bytes."""

    def __init__(self, throws: bytes) -> None:
        self._throws = iter(throws)

    def one_of(self, *options: T) -> T:
        return options[next(self._throws) % len(options)]

    def some_of(self, *options: T) -> tuple[T, ...]:
        throw = next(self._throws)
        return tuple(option for n, option in enumerate(options) if throw >> n & 1)

    def clock(self) -> time:
        return time(self.one_of(*range(24)), self.one_of(0, 15, 30, 59))


def situation(dice: Dice) -> tuple[MessageFacts, PersonFacts, datetime]:
    zone, turn = dice.one_of(*ZONES_AND_TURNS)
    hours, minutes, seconds = dice.one_of(*range(-36, 37)), dice.one_of(*range(60)), dice.one_of(0, 59.5)
    now = turn + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    moments = (None, None, None, now - timedelta(hours=1), now, now + timedelta(hours=1))
    words = dice.some_of("deploy", "Deploy!", "deployed", "x_y", "on", "call", "Straße", "a")
    message = MessageFacts(
        conversation=PLACE,
        seq=dice.one_of(4, 3, 2, 1),
        kind=dice.one_of("direct", "group", "channel"),
        sender=dice.one_of(BOB, BOB, BOB, BOB, ALICE),
        body=dice.one_of(" ".join(words), " ".join(reversed(words)), None),
        created_at=now,
        is_deleted=dice.one_of(*[False] * 9, True),
        reply_to_sender=dice.one_of(None, None, CAROL, ALICE),
        mentioned=frozenset(dice.one_of((), (CAROL,), (CAROL, ALICE))),
    )
    preferences = PreferencesFacts(
        notify=dice.one_of("all", "mentions", "nothing"),
        notify_channels=dice.one_of("mentions", "all", "nothing"),
        keywords=dice.one_of((), (), ("deploy",), ("on call", "a"), ("straße",)),
        muted_until=dice.one_of(*moments),
        quiet_from=dice.one_of(None, dice.clock()),
        quiet_until=dice.one_of(dice.clock(), None),
        quiet_days=dice.one_of((), dice.some_of(*range(7))),
        first_only=dice.one_of(False, True),
        email_after=dice.one_of(60, 0, None),
    )
    registrations = [RegistrationFacts(UUID(int=30 + n), DEVICES[n], "fcm", n != 1) for n in range(3)]
    person = PersonFacts(
        user=ALICE,
        username="alice",
        joined_floor=dice.one_of(0, 0, 1, 2),
        read_seq=dice.one_of(0, 0, 1, 2),
        notified_seq=dice.one_of(*range(4)),
        has_blocked=dice.one_of(*[False] * 9, True),
        notify=dice.one_of("", "", "all", "mentions", "nothing"),
        muted_until=dice.one_of(*moments),
        preferences=preferences,
        time_zone=zone,
        presence=PresenceFacts(frozenset(dice.some_of(*DEVICES)), dice.one_of(False, True)),
        registrations=tuple(registrations[: dice.one_of(1, 2, 3, 0)]),
    )
    return message, person, now


@pytest.mark.parametrize("part", range(10))
def test_ten_thousand_decisions_are_those_of_the_reference(part: int) -> None:
    """In parts, each with the time limit of a test."""
    for number in range(1_000 * part, 1_000 * (part + 1)):
        message, person, now = situation(Dice(Random(number).randbytes(MOST_THROWS)))
        decision = decide(message, person, now)
        rows, email_at = expected(message, person, now)
        assert as_rows(decision) == rows, number
        assert decision.email_at == email_at, number


def as_rows(decision: Decision) -> list[Row]:
    return [
        (each.registration, each.notify_at, each.waits, str(each.urgency), str(each.reason))
        for each in decision.verdicts
    ]


def quiet(zone: str, shown: str, begin: str, end: str, *days: int, fold: int = 0) -> bool:
    """Returns whether it is quiet when the clock there shows this; `fold` 1 for the second time it does."""
    now = datetime.fromisoformat(shown).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
    preferences = PreferencesFacts(
        quiet_from=time.fromisoformat(begin), quiet_until=time.fromisoformat(end), quiet_days=days
    )
    return is_quiet(preferences, zone, now)


BERLIN, LORD_HOWE, APIA = "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"


@pytest.mark.parametrize(
    ("shown", "is_so"),
    [
        ("2026-06-01 21:59:59", False),
        ("2026-06-01 22:00", True),
        ("2026-06-02 00:00", True),
        ("2026-06-02 06:59:59.999999", True),
        ("2026-06-02 07:00", False),
    ],
)
def test_a_night_begins_with_its_first_moment_and_ends_before_its_last(shown: str, is_so: bool) -> None:
    assert quiet(BERLIN, shown, "22:00", "07:00") is is_so


def test_quiet_hours_follow_the_users_time_zone() -> None:
    now = datetime(2026, 6, 1, 20, 15, tzinfo=UTC)
    night = PreferencesFacts(quiet_from=time(22), quiet_until=time(7))
    assert is_quiet(night, BERLIN, now)
    assert not is_quiet(night, "Europe/London", now)
    assert is_quiet(night, LORD_HOWE, now)


def test_a_zone_that_is_no_more_is_taken_for_utc() -> None:
    night = PreferencesFacts(quiet_from=time(22), quiet_until=time(7))
    assert is_quiet(night, "Mars/Olympus", datetime(2026, 6, 1, 22, 30, tzinfo=UTC))


def test_a_day_is_the_one_on_which_the_night_begins() -> None:
    friday, saturday = 4, 5
    assert quiet(BERLIN, "2026-06-05 23:00", "22:00", "07:00", friday)
    assert quiet(BERLIN, "2026-06-06 06:00", "22:00", "07:00", friday)
    assert not quiet(BERLIN, "2026-06-05 06:00", "22:00", "07:00", friday)
    assert not quiet(BERLIN, "2026-06-06 06:00", "22:00", "07:00", saturday)
    assert quiet(BERLIN, "2026-06-06 12:00", "08:00", "18:00", saturday)


def test_from_a_time_until_the_same_is_a_whole_day() -> None:
    saturday, sunday = 5, 6
    assert quiet(BERLIN, "2026-06-06 00:00", "00:00", "00:00", saturday, sunday)
    assert quiet(BERLIN, "2026-06-07 23:59", "00:00", "00:00", saturday, sunday)
    assert not quiet(BERLIN, "2026-06-08 00:00", "00:00", "00:00", saturday, sunday)
    assert quiet(BERLIN, "2026-06-07 12:00", "14:00", "14:00", saturday)
    assert not quiet(BERLIN, "2026-06-07 14:00", "14:00", "14:00", saturday)


def test_in_spring_an_end_that_the_clock_leaps_over_is_past() -> None:
    """From 02:00 to 03:00 on 29 March."""
    assert quiet(BERLIN, "2026-03-29 01:59:59", "22:00", "02:30")
    assert not quiet(BERLIN, "2026-03-29 03:00", "22:00", "02:30")
    assert not quiet(BERLIN, "2026-03-29 03:00", "02:15", "02:45")


def test_in_autumn_an_end_that_the_clock_shows_twice_is_quiet_twice() -> None:
    """From 03:00 back to 02:00 on 25 October."""
    assert quiet(BERLIN, "2026-10-25 02:15", "22:00", "02:30", 5)
    assert not quiet(BERLIN, "2026-10-25 02:45", "22:00", "02:30", 5)
    assert quiet(BERLIN, "2026-10-25 02:15", "22:00", "02:30", 5, fold=1)
    assert not quiet(BERLIN, "2026-10-25 02:45", "22:00", "02:30", 5, fold=1)


def test_half_an_hour_is_enough_to_leap_over_an_end() -> None:
    """Lord Howe goes from 02:00 to 02:30 in October, and from 02:00 back to 01:30 in April."""
    assert quiet(LORD_HOWE, "2026-10-04 01:59", "23:00", "02:15")
    assert not quiet(LORD_HOWE, "2026-10-04 02:30", "23:00", "02:15")
    assert quiet(LORD_HOWE, "2026-04-05 01:40", "23:00", "01:45", 5)
    assert not quiet(LORD_HOWE, "2026-04-05 01:50", "23:00", "01:45", 5)
    assert quiet(LORD_HOWE, "2026-04-05 01:40", "23:00", "01:45", 5, fold=1)


def test_the_night_before_a_day_that_never_was_began_the_day_before_that() -> None:
    """Samoa went from Thursday, 29 December 2011, to Saturday."""
    thursday, friday, saturday = 3, 4, 5
    assert quiet(APIA, "2011-12-31 01:00", "22:00", "07:00", thursday)
    assert not quiet(APIA, "2011-12-31 01:00", "22:00", "07:00", friday)
    assert not quiet(APIA, "2011-12-31 01:00", "22:00", "07:00", saturday)
    assert quiet(APIA, "2011-12-31 22:00", "22:00", "07:00", saturday)
