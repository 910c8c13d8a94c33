"""Who uses Parlance is recorded once a day, and not for a page that no one looks at."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from accounts.models import ActiveDay, User
from accounts.operations.being_active import record_active, today
from messaging.presence.active_days import ActiveDays
from tests.conversations.world import UNKNOWN


@pytest.mark.django_db
def test_active_day_is_recorded_once_for_users_that_exist(alice: User, bob: User) -> None:
    for _ in range(2):
        record_active({str(alice.pk), str(bob.pk), UNKNOWN}, today())
    record_active({str(alice.pk)}, date(2024, 3, 4))
    assert ActiveDay.objects.filter(day=today()).count() == 2
    assert sorted(alice.active_days.values_list("day", flat=True)) == [date(2024, 3, 4), today()]


async def test_person_is_recorded_when_two_looks_find_them_active() -> None:
    present: set[str] = set()
    recorded: list[tuple[set[str], date]] = []

    async def in_thread(work: Any, users: set[str], day: date) -> None:
        assert work is record_active
        recorded.append((users, day))

    days = ActiveDays(lambda: set(present), in_thread)
    present |= {"alice", "tab"}
    await days.look()
    assert recorded == []
    present.remove("tab")  # its client reported that no one uses it
    await days.look()
    await days.look()
    assert recorded == [({"alice"}, today())]
    days._day = date(2024, 3, 4)  # a day has passed
    await days.look()
    assert recorded[1:] == [({"alice"}, today())]


@pytest.mark.django_db
def test_indexes_of_times_are_summarized_as_they_fill() -> None:
    """Otherwise each figure reads all rows since the last VACUUM, which can be a fifth of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.reloptions FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'brin'"
        )
        options = dict(cursor.fetchall())
    assert len(options) == 4
    assert all(found == ["autosummarize=on"] for found in options.values()), options
