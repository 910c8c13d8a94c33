"""Locations of sockets and programs."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from chatproject.supervisor.account import service_account
from chatproject.supervisor.binaries import find_postgres, find_valkey
from chatproject.supervisor.output import Refusal
from chatproject.supervisor.servers import Postgres, Valkey
from chatproject.supervisor.state import socket_folder

LIMIT = 107


@pytest.fixture
def short() -> Iterator[Path]:
    with TemporaryDirectory(prefix="parlance-") as folder:
        yield Path(folder)


def test_sockets_are_in_the_data_folder_and_closed_to_others(short: Path) -> None:
    Valkey(short)
    folder = short / "run"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_postgres_is_not_made_again_when_an_upgrade_was_interrupted(short: Path) -> None:
    kept = short / "postgres.15" / "data"
    kept.mkdir(parents=True)
    (kept / "PG_VERSION").write_text("15\n")
    with pytest.raises(Refusal, match="interrupted"):
        Postgres(short).make()


def test_a_long_path_gets_short_sockets(tmp_path: Path) -> None:
    data_dir = tmp_path / ("long" * 30)
    data_dir.mkdir()
    Valkey(data_dir)
    folder = socket_folder(data_dir)
    assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= LIMIT
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make someone else's folder")
def test_a_folder_that_somebody_else_made_first_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    account = service_account(tmp_path / "postgres")
    with pytest.raises(Refusal, match="belongs to another account"):
        account.own(folder)


def test_a_link_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").symlink_to(tmp_path)
    with pytest.raises(Refusal, match="belongs to another account"):
        service_account(tmp_path / "postgres").own(tmp_path / "run")


def test_the_wheels_carry_both_servers() -> None:
    assert find_postgres().folder.is_relative_to(sys.prefix)
    assert find_valkey().is_relative_to(sys.prefix)


def test_data_of_another_version_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match="The data requires PostgreSQL 9, and only"):
        find_postgres(9)


def test_without_any_server_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match="REDIS_URL=redis://"):
        find_valkey()
