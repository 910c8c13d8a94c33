"""How other commands find the services of a DATA_DIR."""

import json
import os
import stat
from pathlib import Path

import pytest

from chatproject.supervisor.output import Refusal
from chatproject.supervisor.state import Services, hold, is_running, kept_key, locate, publish, supervisor_of

WRITTEN = Services("postgresql://parlance@/parlance?host=/run/here", "unix:///run/here/valkey.sock?db=0")


def test_the_last_start_says_where_its_services_are(tmp_path: Path) -> None:
    publish(tmp_path, WRITTEN)
    assert locate(tmp_path, environment={}) == WRITTEN


def test_the_environment_wins(tmp_path: Path) -> None:
    publish(tmp_path, WRITTEN)
    elsewhere = Services("postgresql://user@db/chat", "redis://cache:6379/0")
    environment = {"DATABASE_URL": elsewhere.database_url, "REDIS_URL": elsewhere.redis_url}
    assert locate(tmp_path, environment) == elsewhere
    assert locate(tmp_path, {"REDIS_URL": elsewhere.redis_url}) == Services(WRITTEN.database_url, elsewhere.redis_url)


def test_half_a_record_is_no_record(tmp_path: Path) -> None:
    (tmp_path / "services.json").write_text(json.dumps({"database_url": "x"})[:9])
    assert locate(tmp_path, environment={}).database_url == f"postgresql://parlance@/parlance?host={tmp_path}/run"


def test_second_supervisor_is_refused(tmp_path: Path) -> None:
    assert not is_running(tmp_path)
    with hold(tmp_path, to_run=True):
        assert is_running(tmp_path)
        assert supervisor_of(tmp_path) == os.getpid()
        with pytest.raises(Refusal, match="already runs"):
            hold(tmp_path)
    assert not is_running(tmp_path)
    with hold(tmp_path):  # a command that only needs the database must get no signal
        assert supervisor_of(tmp_path) is None


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    key = kept_key(data_dir, "secret-key")
    assert kept_key(data_dir, "secret-key") == key
    assert kept_key(data_dir, "jwt-key") != key
    assert len(key) >= 50
    assert stat.S_IMODE((data_dir / "secret-key").stat().st_mode) == 0o600
    assert sorted(path.name for path in data_dir.iterdir()) == ["jwt-key", "secret-key"]
