"""Figures of a small world, counted by hand."""

from datetime import date, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AccountDeletion, ActiveDay, User
from accounts.operations.being_active import KEPT_DAYS, forget_active_days, today
from chatproject.analytics.building import build, build_due, due_days
from chatproject.analytics.days import days, parse_days, start_of, week_of
from chatproject.analytics.models import BuiltDay, Figure
from chatproject.analytics.tasks import build_days
from conversations.models import RetentionPolicy
from media.models import Attachment
from messaging.models import Message, Reaction, Revision
from tests.analytics.world import at, figures, say
from tests.conversations.world import direct, group, people
from tests.verbs import add_reaction, delete_message, edit_message
from tests.world import person

pytestmark = pytest.mark.django_db

_DAY = timedelta(days=1)


def rebuild(*arguments: str) -> list[str]:
    """Returns the lines that the command writes."""
    out = StringIO()
    call_command("analytics", "rebuild", *arguments, stdout=out)
    return out.getvalue().splitlines()


def active(user: User, day: date) -> None:
    ActiveDay.objects.get_or_create(user=user, day=day)


def test_days_begin_and_end_with_the_clocks_of_the_servers_zone(settings: Any, alice: User, bob: User) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    # On 31 March 2024 the clocks skip an hour: that day lasts from 23:00 to 22:00 UTC.
    garden = group(alice, bob)
    for moment in ("2024-03-30 22:59", "2024-03-30 23:00", "2024-03-31 21:59", "2024-03-31 22:00"):
        say(alice, garden, moment)
    # On 27 October an hour comes twice: from 22:00 to 23:00 UTC of the next day.
    for moment in ("2024-10-26 22:00", "2024-10-27 22:59", "2024-10-27 23:00"):
        say(bob, garden, moment)
    for day in ("2024-03-30", "2024-03-31", "2024-04-01", "2024-10-27", "2024-10-28"):
        build(date.fromisoformat(day))
    assert figures("messages.sent") == {
        ("2024-03-30", ""): (1, 1),
        ("2024-03-31", ""): (2, 1),
        ("2024-04-01", ""): (1, 1),
        ("2024-10-27", ""): (2, 1),
        ("2024-10-28", ""): (1, 1),
    }
    # Where the clocks skip midnight, a day begins at one o'clock.
    settings.TIME_ZONE = "Asia/Beirut"
    assert start_of(date(2024, 3, 31)) == at("2024-03-30 22:00")
    assert start_of(date(2024, 4, 1)) - start_of(date(2024, 3, 31)) == timedelta(hours=23)


def test_messages_conversations_features_and_replies_are_counted(alice: User, bob: User, carol: User) -> None:
    """Monday, 4 March 2024, and the Sunday that ends its week."""
    garden, pair = group(alice, bob, carol), direct(alice, bob)
    first = say(alice, garden, "2024-03-04 08:00")
    say(alice, garden, "2024-03-04 08:10")
    say(bob, garden, "2024-03-04 08:30", reply_to=first.seq)  # 30 minutes after the first
    say(carol, garden, "2024-03-04 08:40")
    gone = say(bob, pair, "2024-03-04 12:00")
    say(alice, pair, "2024-03-04 12:10")  # 10 minutes
    say(alice, pair, "2024-03-04 23:59")  # after a silence, but answered a day later
    say(bob, pair, "2024-03-06 09:00")
    say(carol, garden, "2024-03-10 23:59")
    say(carol, garden, "2024-03-11 00:00")  # the next week
    delete_message(actor=bob, conversation=pair.pk, seq=gone.seq)
    edit_message(actor=alice, conversation=garden.pk, seq=first.seq, body="Hello!")
    for user in (bob, carol):
        add_reaction(actor=user, conversation=garden.pk, seq=first.seq, emoji="👍")
    Reaction.objects.update(created_at=at("2024-03-05 10:00"))
    Revision.objects.update(replaced_at=at("2024-03-05 10:00"))
    for kind, seq in (("voice", 1), ("file", 1), ("text", 1), ("picture", None)):
        Attachment.objects.create(
            owner=carol, conversation=garden, kind=kind, message_seq=seq, size=10, part_size=10, key=uuid4().hex,
            state="ready", sha256="0" * 64, created_at=at("2024-03-06 10:00"), name="x", type="x/y",
        )  # fmt: skip
    build(date(2024, 3, 4))
    build(date(2024, 3, 10))
    assert figures("messages.sent") == {("2024-03-04", ""): (7, 3), ("2024-03-10", ""): (1, 1)}
    assert figures("conversations.active")["2024-03-04", ""] == (2, 3)
    assert figures("messages.by_kind") == {("2024-03-04", "direct"): (4, 2), ("2024-03-04", "group"): (5, 3)}
    assert {part: found for (_, part), found in figures("features.used").items()} == {
        "reply": (1, 1),
        "reaction": (2, 2),
        "edit": (1, 1),
        "voice": (1, 1),
        "file": (2, 1),
    }
    # 600 and 1,800 seconds: half of them within 1,200, nine of ten within 1,680.
    replies = {part: found for (day, part), found in figures("replies.first").items() if day == "2024-03-04"}
    assert replies == {"half": (1200, 2), "most": (1680, 2)}


def test_active_people_are_counted_by_day_week_month_and_cohort(alice: User, bob: User, carol: User) -> None:
    sunday = week_of(today()) - _DAY
    monday = sunday - 6 * _DAY
    User.objects.filter(pk__in=[alice.pk, bob.pk]).update(date_joined=start_of(monday - 7 * _DAY))
    User.objects.filter(pk=carol.pk).update(date_joined=start_of(monday - 52 * 7 * _DAY))
    active(alice, sunday)
    active(alice, sunday - _DAY)
    active(bob, sunday - 6 * _DAY)
    active(bob, sunday - 7 * _DAY)
    active(carol, sunday - 29 * _DAY)
    active(person("dave"), sunday - 30 * _DAY)
    build(sunday)
    counted = {name: figures(f"people.active_{name}")[str(sunday), ""][0] for name in ("day", "week", "month")}
    assert counted == {"day": 1, "week": 2, "month": 3}
    assert figures("people.retained") == {(str(monday), str(monday - 7 * _DAY)): (2, 2)}
    # A person who wrote was active, whatever their device reported.
    say(carol, group(carol, bob), f"{sunday} 12:00")
    build(sunday)
    assert figures("people.active_day")[str(sunday), ""] == (2, 2)
    assert figures("people.retained")[str(monday), "earlier"] == (1, 1)
    # Their rows go, also with the person, and the figures stay.
    for user in (alice, bob):
        user.active_days.all().delete()
    assert figures("people.active_week")[str(sunday), ""] == (3, 3)
    ActiveDay.objects.bulk_create(
        ActiveDay(user=alice, day=today() - each * _DAY) for each in (KEPT_DAYS, KEPT_DAYS + 1)
    )
    assert forget_active_days(10) == 1


def test_counting_records_nothing_of_a_person_who_was_erased(alice: User, bob: User) -> None:
    day, place = today() - _DAY, direct(alice, bob)
    active(bob, day - _DAY)
    for user in (alice, bob):
        say(user, place, f"{day} 12:00")
    AccountDeletion.objects.create(user=alice, is_due=True, erased_at=timezone.now())
    build(day)
    assert list(ActiveDay.objects.filter(day=day).values_list("user", flat=True)) == [bob.pk]


def test_active_people_before_the_recording_are_not_counted_as_none(alice: User) -> None:
    yesterday = today() - _DAY
    say(alice, group(alice), f"{yesterday} 12:00")
    build(yesterday)
    assert figures("people.active_day") == {}
    assert figures("messages.sent")[str(yesterday), ""] == (1, 1)


def test_day_counted_again_replaces_its_figures_and_keeps_what_lost_its_source(alice: User, bob: User) -> None:
    long_ago = date(2024, 3, 4)
    say(alice, (garden := group(alice, bob)), "2024-03-04 10:00")
    other = say(bob, garden, "2024-03-04 11:00")
    Figure.objects.create(metric="people.active_day", day=long_ago, value=7, people=7)
    Figure.objects.create(metric="storage.files", day=long_ago, value=100)
    Figure.objects.create(metric="messages.by_kind", day=long_ago, part="channel", value=1, people=1)
    missing = build(long_ago)
    first = figures("messages.sent"), figures("messages.by_kind")
    assert first == ({("2024-03-04", ""): (2, 2)}, {("2024-03-04", "group"): (2, 2)})
    assert {"people.active_day", "storage.files"} <= {each.metric for each in missing}
    build(long_ago)
    assert (figures("messages.sent"), figures("messages.by_kind")) == first
    assert figures("people.active_day")["2024-03-04", ""] == (7, 7)
    assert figures("storage.files")["2024-03-04", ""] == (100, None)
    Message.objects.filter(pk=other.pk).update(created_at=at("2024-03-05 11:00"))
    assert rebuild("2024-03-04…2024-03-05")[-1] == "BUILT days=2 kept=2"
    assert figures("messages.sent") == {("2024-03-04", ""): (2, 2), ("2024-03-05", ""): (1, 1)}
    for wrong in ("2024-03-05…2024-03-04", "yesterday", str(today())):
        with pytest.raises(CommandError):
            call_command("analytics", "rebuild", wrong)


def test_figures_fall_only_when_told_to_and_say_so(alice: User, bob: User) -> None:
    """Retention, or the erasure of a person, has deleted messages since the days were counted."""
    garden = group(alice, bob)
    for moment in ("2024-03-04 10:00", "2024-03-04 12:00", "2024-03-06 10:00"):
        say(alice, garden, moment)
        say(bob, garden, f"{moment[:-2]}30")
    rebuild("2024-03-04…2024-03-10")
    before = dict(Figure.objects.values_list("pk", "value"))
    assert figures("messages.by_kind") == {("2024-03-04", "group"): (6, 2)}
    Message.objects.filter(created_at__lt=at("2024-03-05 00:00")).delete()
    lines = rebuild("2024-03-04…2024-03-10")
    assert "messages.sent (4 messages, of which 0 are left)" in lines[0]
    assert "replies.first (1 people, of which 0 are left)" in lines[0]
    assert "messages.by_kind (6 messages, of which 2 are left)" in lines[-3]
    assert lines[-2].endswith("--lower stores them.")
    assert dict(Figure.objects.values_list("pk", "value")) == before
    assert rebuild("2024-03-04…2024-03-10", "--lower")[-1] == "BUILT days=7 kept=0"
    assert figures("messages.sent")["2024-03-04", ""] == (0, 0)
    assert figures("messages.by_kind") == {("2024-03-04", "group"): (2, 2)}
    assert set(BuiltDay.objects.filter(is_lowered=True).values_list("day", flat=True)) == {
        date(2024, 3, 4),
        date(2024, 3, 10),
    }


def test_days_whose_messages_retention_has_deleted_are_not_counted_at_all(alice: User, bob: User) -> None:
    User.objects.update(date_joined=start_of(today() - 60 * _DAY))
    place = group(alice, bob)
    say(alice, place, f"{today() - 30 * _DAY} 12:00")
    say(alice, place, f"{today() - 20 * _DAY} 12:00")
    RetentionPolicy.objects.create(pk=1, days=30)
    build_due(60)
    counted = {day for day, _ in figures("messages.sent")}
    assert (min(counted), len(counted)) == (str(today() - 29 * _DAY), 29)
    assert len(figures("people.joined")) == 60


def test_timetable_counts_each_day_once_and_again_when_it_is_final(alice: User) -> None:
    User.objects.update(date_joined=start_of(today() - 4 * _DAY))
    expected = list(days(today() - 4 * _DAY, today() - _DAY))
    assert list(due_days()) == expected
    build_days()
    assert list(BuiltDay.objects.order_by("day").values_list("day", flat=True)) == expected
    assert list(due_days()) == []
    assert figures("storage.database")[str(today() - _DAY), ""][0] > 1_000_000
    assert len(figures("storage.database")) == 1
    BuiltDay.objects.update(built_at=start_of(today() - _DAY))
    assert list(due_days()) == [today() - 2 * _DAY]
    Figure.objects.filter(metric="messages.sent").update(value=9)  # since then, retention has deleted them
    assert build_due(60) == 1
    assert {value for value, _ in figures("messages.sent").values()} == {9}
    assert parse_days("2024-03-04..2024-03-05") == (date(2024, 3, 4), date(2024, 3, 5))


def test_crowd_is_counted_in_few_statements(django_assert_max_num_queries: Any, alice: User) -> None:
    day = today() - _DAY
    ActiveDay.objects.bulk_create(ActiveDay(user=each, day=day) for each in people(50))
    with django_assert_max_num_queries(160):
        build(day)
    assert figures("people.active_day")[str(day), ""] == (50, 50)
