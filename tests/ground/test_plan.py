"""The plan that `manage.py up` reads from its environment."""

from pathlib import Path

import pytest

from chatproject.settings.environment.kinds import Invalid
from chatproject.supervisor.plan import PROJECT, Plan


def test_without_wishes_it_is_loopback_port_8000_and_var() -> None:
    plan = Plan.from_environment(seed=False, environment={})
    assert plan.address == "http://127.0.0.1:8000"
    assert plan.data_dir == PROJECT / "var"


def test_wishes_come_from_the_environment(tmp_path: Path) -> None:
    wishes = {"PORT": "8001", "BIND": "::1", "WEB_PROCESSES": "3", "DATA_DIR": str(tmp_path)}
    plan = Plan.from_environment(seed=True, environment=wishes)
    assert plan == Plan(tmp_path, bind="::1", port=8001, web_processes=3, seed=True)
    assert plan.address == "http://[::1]:8001"


def test_plan_has_a_web_process_for_each_usable_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 2, 5}, raising=False)
    assert Plan.from_environment(seed=False, environment={}).web_processes == 3


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "8 000"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(Invalid, match="PORT must be a number from 1 to 65535"):
        Plan.from_environment(seed=False, environment={"PORT": port})
