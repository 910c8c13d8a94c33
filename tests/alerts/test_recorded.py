"""Prometheus evaluates the alert rules over what a real Parlance returned during each fault (make alert-drill)."""

from itertools import chain

import pytest

from tests.alerts import table
from tests.alerts.faults import FAULTS
from tests.alerts.playing import find_promtool, play
from tests.alerts.recording import FOLDER, Recording
from tests.alerts.rules import rules
from tests.alerts.test_alerts import BY_HAND

#: A fault that was added to the drill is recorded by its next run.
RECORDED = [fault for fault in FAULTS if (FOLDER / fault.file).exists()]
RECORDINGS = [Recording.read(FOLDER / fault.file) for fault in RECORDED]


@pytest.fixture(scope="module")
def promtool() -> str:
    return find_promtool() or pytest.skip("there is no promtool (`make test` installs it, or names it in PROMTOOL)")


def test_alerts_of_a_recorded_fault_fire_at_their_second_and_no_others(promtool: str) -> None:
    done = play(promtool, [(each, each.fires) for each in RECORDINGS])
    assert done.returncode == 0, done.stdout


def test_promtool_notices_an_alert_that_is_missing_or_too_many(promtool: str) -> None:
    """Otherwise the test above would show nothing."""
    calm = next(each for each in RECORDINGS if not each.fires)
    assert play(promtool, [(calm, {"ParlanceDown": 30})]).returncode != 0
    broken = next(each for each in RECORDINGS if each.fires)
    assert play(promtool, [(broken, {})]).returncode != 0


def test_recorded_fault_fires_its_alerts_and_no_others_than_companions() -> None:
    for fault, recording in zip(RECORDED, RECORDINGS, strict=True):
        assert recording.fault == fault.name
        assert fault.fires <= recording.fires.keys() <= fault.fires | fault.may, fault.name
    assert {path.name for path in FOLDER.iterdir()} == {fault.file for fault in RECORDED}


def test_each_rule_has_a_recorded_or_written_fault_and_says_what_to_do() -> None:
    fires = set(chain.from_iterable(each.fires for each in RECORDED))
    fires |= set(chain.from_iterable(each.fires for each in BY_HAND))
    assert {rule["alert"] for rule in rules()} == fires
    assert all({"summary", "action"} <= rule["annotations"].keys() for rule in rules())


def test_page_lists_what_was_recorded() -> None:
    assert table.PAGE.read_text() == table.page(), "`python -m tests.alerts.table` writes it"
