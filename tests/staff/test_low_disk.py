"""A server whose disk is almost full becomes read-only before PostgreSQL stops, and ends that by itself."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts.staff import standing
from accounts.staff.models import ServerState, StaffAct
from accounts.staff.operations.read_only import set_read_only
from chatproject.health import disks
from chatproject.health.examining import examine
from chatproject.supervisor.state import own_services
from chatproject.tasks import guard_disk

pytestmark = pytest.mark.django_db

_GIB = 1024**3


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Any:
    """Sets how many bytes of a disk of 100 GiB are free. The database is a PostgreSQL of our own, on that disk."""
    settings.DATA_DIR = str(tmp_path)
    settings.DATABASE_URL = own_services(tmp_path).database_url

    def fill(free: int) -> None:
        usage = SimpleNamespace(total=100 * _GIB, free=free)
        monkeypatch.setattr("shutil.disk_usage", lambda folder: usage)

    return fill


def state() -> tuple[bool, str]:
    return ServerState.objects.values_list("is_read_only", "reason").first() or (False, "")


def test_server_becomes_read_only_when_its_disk_is_almost_full(free: Any) -> None:
    free(_GIB // 2)
    guard_disk()
    assert state() == (True, disks.ALMOST_FULL)
    assert StaffAct.objects.filter(act="read-only on", actor=None).count() == 1


def test_server_writes_again_when_its_disk_is_well_again_and_not_before(free: Any) -> None:
    free(_GIB // 2)
    guard_disk()
    free(_GIB * 3 // 4)
    guard_disk()
    assert state()[0]
    free(2 * _GIB)
    guard_disk()
    assert state() == (False, "")


def test_server_stays_writable_and_health_warns_when_its_disk_is_low(free: Any) -> None:
    free(_GIB * 3 // 4)
    guard_disk()
    assert not state()[0]
    assert not next(part for part in examine() if part.name == "disk.data").is_well


def test_read_only_server_of_the_staff_stays_as_it_is_when_its_disk_fills_and_empties(free: Any) -> None:
    set_read_only(on=True, reason="We move.")
    for size in (_GIB // 2, 2 * _GIB):
        free(size)
        guard_disk()
        assert state() == (True, "We move.")


def test_server_stays_writable_when_its_database_is_elsewhere(free: Any, settings: Any) -> None:
    settings.DATABASE_URL = "postgresql://db.example.org/parlance"
    free(_GIB // 2)
    guard_disk()
    assert not state()[0]


def test_refusal_says_why_when_the_disk_is_almost_full(free: Any, client: Client) -> None:
    free(_GIB // 2)
    guard_disk()
    standing.refresh()
    answer = client.post("/api/v1/auth/token/refresh-nothing")
    assert answer.status_code == 503
    assert disks.ALMOST_FULL in answer.json()["detail"]
