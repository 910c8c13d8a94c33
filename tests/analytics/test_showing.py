"""What staff see: the page, its downloads and the API, and what is hidden from them."""

import csv
import logging
import sys
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from accounts.models import Device, User
from accounts.operations.being_active import today
from chatproject import instruments
from chatproject.analytics.days import week_of
from chatproject.analytics.drawing.numbers import said, ticks
from chatproject.analytics.errors import ErrorCounter
from chatproject.analytics.exporting import as_csv
from chatproject.analytics.forecasting import Trend, forecasts, trend
from chatproject.analytics.latency import quantiles
from chatproject.analytics.metric import Every, Source, Unit
from chatproject.analytics.metrics import BY_KIND, ERRORS, FROM_WHAT_IS_LEFT, METRICS
from chatproject.analytics.models import BuiltDay, Figure
from chatproject.analytics.recording import MOST_PARTS, LiveRecorder, add
from chatproject.analytics.series import HIDDEN, OTHERS, series_of
from tests.analytics.world import figures
from tests.staff.helpers import helper
from tests.world import App, browser

pytestmark = pytest.mark.django_db

PAGE = "/admin/analytics/figure/"
_YESTERDAY = today() - timedelta(days=1)
_WEEK = week_of(today()) - timedelta(days=7)


def figure(metric: str, day: date, value: float, people: int | None = None, part: str = "") -> None:
    Figure.objects.create(metric=metric, day=day, part=part, value=value, people=people)


def kinds(direct: int, groups: int, channels: int) -> None:
    for part, people in (("direct", direct), ("group", groups), ("channel", channels)):
        figure(BY_KIND.name, _WEEK, people * 10, people, part)


def test_analytics_need_their_own_permission_a_second_factor_and_a_recent_sign_in(alice: User, settings: Any) -> None:
    seer, other = helper("view_analytics", name="seer"), helper("view_notice", name="other")
    paths = (PAGE, f"{PAGE}csv/", f"{PAGE}json/", "/api/v1/staff/analytics")
    assert [browser(seer).get(path).status_code for path in paths] == [200] * 4
    assert [browser(other).get(path).status_code for path in paths] == [403] * 4
    assert browser(alice).get(paths[-1]).status_code == 403
    assert Client().get(paths[-1]).status_code == 401
    assert "Analytics" in browser(seer).get("/admin/").content.decode()
    assert "Analytics" not in browser(other).get("/admin/").content.decode()
    app = App(seer)
    assert app("GET", "staff/analytics").status == 200
    Device.objects.filter(pk=app.device.pk).update(
        created_at=app.device.created_at - timedelta(seconds=settings.STAFF_SIGN_IN_SECONDS)
    )
    assert app("GET", "staff/analytics").code == "forbidden"
    settings.STAFF_SECOND_FACTOR = True
    assert browser(seer).get(PAGE).status_code == 302
    assert [browser(seer).get(paths[-1]).status_code, App(seer)("GET", "staff/analytics").status] == [403, 403]
    TOTP.activate(seer, str(generate_totp_secret()))
    assert [browser(seer).get(PAGE).status_code, App(seer)("GET", "staff/analytics").status] == [200, 200]
    settings.STAFF_SIGN_IN_SECONDS = 0
    assert browser(seer).get(paths[-1]).status_code == 403


def test_small_parts_are_hidden_on_the_page_in_csv_and_by_api(root: User) -> None:
    kinds(direct=31, groups=12, channels=2)
    figure("messages.sent", _YESTERDAY, 3, 1)
    figure("replies.first", _YESTERDAY, 77, 4, "half")
    page = browser(root).get(PAGE).content.decode()
    assert "310" in page
    assert page.count("<td>hidden</td>") == 3  # channels, the groups that would reveal them, and the replies of four
    for number in ("120", "20", "1 min 17 s"):
        assert f"<td>{number}</td>" not in page
    assert "<td>3</td>" in page  # a total is shown
    rows = {
        (row["metric"], row["part"]): (row["value"], row["hidden"])
        for row in csv.DictReader(browser(root).get(f"{PAGE}csv/").content.decode().splitlines())
    }
    assert rows["messages.by_kind", "direct"] == ("310", "")
    assert rows["messages.by_kind", "group"] == rows["messages.by_kind", "channel"] == ("", "yes")
    assert rows["messages.sent", ""] == ("3", "")
    by_api, of_kinds = browser(root), "/api/v1/staff/analytics?metric=messages.by_kind"
    metrics = by_api.get(of_kinds).json()["metrics"]
    assert [metric["definition"] for metric in metrics] == [BY_KIND.definition]
    shown = {series["part"]: series["figures"] for series in metrics[0]["series"]}
    assert shown == {
        "direct": [{"day": str(_WEEK), "value": 310.0}],
        "group": [{"day": str(_WEEK), "hidden": True}],
        "channel": [{"day": str(_WEEK), "hidden": True}],
    }
    for asked in (by_api.get(f"{of_kinds}&format=csv"), by_api.get(of_kinds, headers={"accept": "text/csv"})):
        assert asked["Content-Type"] == "text/csv; charset=utf-8"
        lines = list(csv.DictReader(asked.content.decode().splitlines()))
        assert [(line["part"], line["value"]) for line in lines] == [("direct", "310"), ("group", ""), ("channel", "")]
    assert by_api.get(of_kinds, headers={"accept": "text/html, */*"}).json()["metrics"] == metrics
    refused = by_api.get(f"{of_kinds}&format=xml", headers={"accept": "text/csv"})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")


def test_cohort_of_few_is_hidden_and_a_large_one_shown(root: User) -> None:
    small, large = _WEEK - timedelta(days=14), _WEEK - timedelta(days=7)
    for cohort, size, stayed in ((small, 3, 3), (large, 40, 30)):
        figure("people.joined", cohort, size, size)
        figure("people.retained", _WEEK, stayed, stayed, str(cohort))
    figure("people.retained", _WEEK, 60, 60, "earlier")
    page = browser(root).get(PAGE).content.decode()
    assert "fewer than 5" in page
    assert "75%" not in page  # with it, the total would reveal the three
    Figure.objects.filter(part=str(small)).delete()
    Figure.objects.filter(metric="people.joined", day=small).delete()
    assert "75%" in browser(root).get(PAGE).content.decode()


def test_days_whose_figures_fell_are_named(root: User) -> None:
    BuiltDay.objects.create(day=_YESTERDAY, built_at=timezone.now(), is_lowered=True)
    assert "so figures fell" in " ".join(browser(root).get(PAGE).content.decode().split())
    assert browser(root).get("/api/v1/staff/analytics").json()["lowered"] == [str(_YESTERDAY)]


def test_weekly_figures_of_messages_say_what_they_are_counted_from() -> None:
    weekly = {each.name for each in METRICS if each.every is Every.WEEK and each.source is Source.MESSAGES}
    assert weekly == {each.name for each in METRICS if FROM_WHAT_IS_LEFT in each.definition}


def test_page_of_an_empty_server_has_every_definition(root: User) -> None:
    page = browser(root).get(PAGE).content.decode().replace("&#x27;", "'")
    for metric in METRICS:
        assert metric.own_definition in page
        assert metric.note in page
    assert page.count("Nothing was counted in this span.") == 15
    assert "style=" not in page.partition('class="analytics"')[2]
    wrong = (
        "first=yesterday",
        "first=2024-01-02&last=2024-01-01",
        "first=2020-01-01&last=2024-01-01",
        "metric=nothing",
    )
    for query in wrong:
        assert browser(root).get(f"/api/v1/staff/analytics?{query}").status_code == 400, query


def test_csv_has_no_cell_that_a_spreadsheet_would_run(root: User) -> None:
    for part in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "plain"):
        figure(ERRORS.name, _YESTERDAY, 1, part=part)
    rows = list(csv.reader(as_csv([ERRORS], _YESTERDAY, _YESTERDAY).splitlines()))[1:]
    assert sorted(row[1] for row in rows) == ["'\t=1", "'+1", "'-1", "'=1+1", "'@SUM(A1)", "plain"]
    page = browser(root).get(PAGE).content.decode()
    assert "<svg" in page
    figure(ERRORS.name, _YESTERDAY, 1, part="<script>alert(1)</script>")
    assert "<script>alert" not in browser(root).get(PAGE).content.decode()


def test_errors_are_counted_by_kind_and_place_without_their_text() -> None:
    counter = ErrorCounter()
    for _ in range(2):
        try:
            date.fromisoformat("a secret")
            raise AssertionError
        except ValueError:
            counter._timer_of = -1
            record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed for %s", ("alice",), sys.exc_info())
        monkeyed(counter, record)
    monkeyed(counter, logging.LogRecord("celery.beat", logging.ERROR, "/a/beat.py", 1, "alice", (), None, "tick"))
    counter.write()
    found = {part: value for (_, part), (value, _) in figures(ERRORS.name).items()}
    assert found == {"ValueError in x": 2, "celery.beat in beat.tick": 1}
    add(ERRORS.name, {f"place {number:03}": 1.0 for number in range(MOST_PARTS)})
    add(ERRORS.name, {"one more": 1.0, "ValueError in x": 1.0})
    parts = {part for _, part in figures(ERRORS.name)}
    assert "one more" not in parts
    assert figures(ERRORS.name)[str(today()), "ValueError in x"] == (3, None)
    assert [each.part for each in series_of(ERRORS, today(), today())][-1] != OTHERS
    assert OTHERS in {each.part for each in series_of(ERRORS, today(), today())}


def monkeyed(counter: ErrorCounter, record: logging.LogRecord) -> None:
    """Counts without the timer, whose thread has no database in a test."""
    import os

    counter._timer_of = os.getpid()
    counter.handle(record)


def test_times_of_live_delivery_become_quantiles_of_the_day(root: User) -> None:
    recorder = LiveRecorder()
    for seconds in [0.0007] * 6 + [0.002] * 4:
        instruments.relay_seconds().observe(seconds)
    recorder.record()
    recorder.record()
    counts = {part: value for (_, part), (value, _) in figures("delivery.live").items()}
    assert counts == {"0.001": 6, "0.0025": 4}
    found = dict(quantiles(counts))
    assert found["half"] == pytest.approx(0.001 * 5 / 6)
    assert found["most"] == pytest.approx(0.001 + 0.0015 * 3.5 / 4)
    assert dict(quantiles({})) == {}
    assert dict(quantiles({"10.0": 1, "+Inf": 99}))["half"] == 10


def test_storage_forecast_is_a_straight_line_and_needs_two_weeks() -> None:
    grows = {_YESTERDAY - timedelta(days=each): 1_000_000.0 - 1000 * each for each in range(20)}
    found = trend(grows)
    assert found is not None
    assert (found.day, round(found.value), round(found.per_day)) == (_YESTERDAY, 1_000_000, 1000)
    assert round(found.at(_YESTERDAY + timedelta(days=30))) == 1_030_000
    assert trend(dict(list(grows.items())[:13])) is None
    assert trend({}) is None
    assert [each.full_on for each in forecasts(None, Trend(_YESTERDAY, 1, -5))] == [None]
    soon = forecasts(None, Trend(_YESTERDAY, 1, 10.0**15))
    assert [each.full_on for each in soon] == [_YESTERDAY]


def test_numbers_are_said_with_their_units() -> None:
    assert [said(value, Unit.SECONDS) for value in (0, 0.0042, 1.234, 200, 3900, 7200)] == [
        "0 s", "4.2 ms", "1.23 s", "3 min 20 s", "1 h 5 min", "2 h",
    ]  # fmt: skip
    assert [said(value, Unit.BYTES) for value in (12, 1536, 250 * 2**20)] == ["12 bytes", "1.5 KiB", "250 MiB"]
    assert said(1234567, Unit.MESSAGES) == "1,234,567"
    assert ticks(0, Unit.PEOPLE) == [0, 1]
    assert ticks(7, Unit.PEOPLE) == [0, 2, 4, 6, 8]
    assert ticks(400, Unit.SECONDS) == [0, 120, 240, 360, 480]
    assert ticks(3 * 2**30, Unit.BYTES)[-1] >= 3 * 2**30
    for unit in Unit:
        for most in (0.0001, 0.3, 1, 9, 1e3, 1e7, 1e13):
            axis = ticks(most, unit)
            assert axis[-1] >= most
            assert len(axis) < 9


def test_hidden_value_is_no_number() -> None:
    kinds(direct=2, groups=0, channels=9)
    values = {each.part: each.values[_WEEK] for each in series_of(BY_KIND, _WEEK, today())}
    assert values == {"direct": HIDDEN, "group": 0.0, "channel": HIDDEN}
