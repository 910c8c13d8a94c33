"""Planted bugs find the code that they replace: `make faults-smoke` would say it minutes later."""

import pytest

from chatproject.supervisor.plan import PROJECT
from tests.contract.planting import Change
from tests.faults.planted import BUGS


@pytest.mark.parametrize("change", [change for bug in BUGS for change in bug.changes])
def test_planted_change_finds_its_place(change: Change) -> None:
    assert (PROJECT / change.path).read_text().count(change.old) == 1
