"""Ten thousand decisions against a slow reference; and the cases that clocks are known for."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.deciding import Decision, decide
from notifications.facts import MessageFacts, PersonFacts, PreferencesFacts, PresenceFacts, RegistrationFacts
from notifications.quiet_hours import is_quiet
from tests.notifications.reference import Row, expected

ALICE, BOB, CAROL = (UUID(int=n) for n in (1, 2, 3))
DEVICES = [UUID(int=n) for n in (11, 12, 13)]
PLACE = UUID(int=20)

#: Moments at which clocks were put forward or back, by zone; of Samoa, over a whole day.
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

SECONDS = st.integers(-36 * 3600, 36 * 3600)
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
SEQS = st.integers(0, 4)
KINDS = st.sampled_from(["direct", "group", "channel"])
LEVELS = st.sampled_from(["all", "mentions", "nothing"])
WORDS = st.lists(st.sampled_from(["deploy", "Deploy!", "deployed", "x_y", "on", "call", "Straße", "a"]), max_size=3)
KEYWORDS = st.sampled_from([(), (), ("deploy",), ("on call", "a"), ("straße",)])


@st.composite
def situations(draw: st.DrawFn) -> tuple[MessageFacts, PersonFacts, datetime]:
    zone, turn = draw(st.sampled_from(ZONES_AND_TURNS))
    now = turn + timedelta(seconds=draw(SECONDS))
    flags = draw(st.integers(0, 2**9 - 1))
    flag = [bool(flags >> n & 1) for n in range(9)]

    def soon(is_set: bool) -> datetime | None:
        return now + timedelta(hours=draw(st.integers(-1, 1))) if is_set else None

    message = MessageFacts(
        conversation=PLACE,
        seq=draw(st.integers(1, 4)),
        kind=draw(KINDS),
        sender=draw(st.sampled_from([ALICE, BOB, BOB, BOB, BOB])),
        body=draw(st.none() | WORDS.map(" ".join)),
        created_at=now,
        is_deleted=draw(st.integers(0, 9)) == 0,
        reply_to_sender=draw(st.sampled_from([None, None, ALICE, CAROL])),
        mentioned=frozenset({ALICE} if flag[0] else {CAROL} if flag[1] else ()),
    )
    preferences = PreferencesFacts(
        notify=draw(LEVELS),
        notify_channels=draw(LEVELS),
        keywords=draw(KEYWORDS),
        muted_until=soon(flag[2]),
        quiet_from=draw(CLOCKS) if flag[3] else None,
        quiet_until=draw(CLOCKS),
        quiet_days=tuple(draw(st.sets(st.integers(0, 6), max_size=3))) if flag[4] else (),
        first_only=flag[5],
        email_after=draw(st.sampled_from([None, 0, 60])),
    )
    count = draw(st.integers(0, 3))
    person = PersonFacts(
        user=ALICE,
        username="alice",
        joined_floor=draw(SEQS) // 2,
        read_seq=draw(SEQS) // 2,
        notified_seq=draw(SEQS),
        notify=draw(st.sampled_from(["", "", "all", "mentions", "nothing"])),
        muted_until=soon(flag[6]),
        preferences=preferences,
        time_zone=zone,
        presence=PresenceFacts(frozenset(DEVICES[:1] if flag[7] else ()), flag[8]),
        registrations=tuple(RegistrationFacts(UUID(int=30 + n), DEVICES[n], "fcm", n != 1) for n in range(count)),
    )
    return message, person, now


@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(situations())
def test_ten_thousand_decisions_are_those_of_the_reference(
    situation: tuple[MessageFacts, PersonFacts, datetime],
) -> None:
    decision = decide(*situation)
    rows, email_at = expected(*situation)
    assert as_rows(decision) == rows
    assert decision.email_at == email_at


def as_rows(decision: Decision) -> list[Row]:
    return [
        (each.registration, each.notify_at, each.waits, str(each.urgency), str(each.reason))
        for each in decision.verdicts
    ]


def quiet(zone: str, shown: str, begin: str, end: str, *days: int, fold: int = 0) -> bool:
    """Whether it is quiet when the clock there shows this; `fold` 1 for the second time it does."""
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


def test_the_hours_are_those_of_his_own_clock() -> None:
    now = datetime(2026, 6, 1, 20, 30, tzinfo=UTC)
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
