"""The load's limits each fail a run that exceeds them, and its people are in groups with others."""

from dataclasses import replace
from typing import Any

import pytest

from bench.load.groups import rooms_of
from bench.load.limits import Aim, Figures

_AIM = Aim(users=1_000, acts_per_s=50)
_HEALTHY = Figures(
    users=1_000, acts=36_000, seconds=600, requests=100_000, failures=25, avg_ms=100, p99_ms=2_000, generator=0.5
)


def test_run_is_healthy_at_the_limits() -> None:
    assert list(_HEALTHY.beyond(_AIM)) == []
    assert _HEALTHY.line == "USERS n=1000 acts_per_s=60.0 errors=0.025% avg_ms=100.0 p99_ms=2000"


@pytest.mark.parametrize(
    "changed",
    [{"users": 999}, {"acts": 29_000}, {"failures": 26}, {"avg_ms": 100.1}, {"p99_ms": 2_001.0}, {"requests": 0}],
)
def test_run_is_not_healthy_when_a_limit_is_exceeded(changed: dict[str, Any]) -> None:
    assert len(list(replace(_HEALTHY, **changed).beyond(_AIM))) == 1


@pytest.mark.parametrize("users", [1, 60, 1_000])
def test_everyone_is_in_one_department_and_in_different_teams(users: int) -> None:
    rooms = rooms_of(users)
    departments = [user for name, members in rooms.items() if "Department" in name for user in members]
    assert sorted(departments) == list(range(users))
    for name, members in rooms.items():
        assert len(set(members)) == len(members) == (8 if "Team" in name else len(members))
        assert all(0 <= user < users for user in members)
    teams = [set(members) for name, members in rooms.items() if "Team" in name]
    mine = [team for team in teams if 0 in team]
    assert len(mine) == {1: 0, 60: 1, 1_000: 3}[users]
    assert all(one & other == {0} for one in mine for other in mine if one is not other)
