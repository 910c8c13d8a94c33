"""The timetable of backups, and the alarm when none is proven."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chatproject import tasks
from chatproject.backups import record
from chatproject.backups.contents import Finished
from chatproject.backups.wal import state as wal
from chatproject.backups.working import working_alone
from chatproject.health import examining as health
from chatproject.models import Backup

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def finished(at: datetime) -> Finished:
    return Finished(id=f"{at:%Y%m%dT%H%M%SZ}", at=at, manifest="", rows=1, files=1, bytes=1, stored=1, lost=0)


def test_backup_is_due_until_one_of_the_day_is_proven(settings: Any) -> None:
    settings.BACKUP_HOUR = 3
    assert record.due(NOON) == ["--prove"]
    record.made(finished(NOON - timedelta(hours=10)))
    assert record.due(NOON) == ["--prove"], "it is of yesterday"
    today = finished(NOON - timedelta(hours=8))
    record.made(today)
    assert record.due(NOON) == ["verify", "--id", today.id]
    record.proven(today, read_files=True)
    assert record.due(NOON) == []
    assert record.due(NOON.replace(hour=2) + timedelta(days=1)) == []
    assert record.due(NOON.replace(hour=3) + timedelta(days=1)) == ["--prove", "--quick"]


def test_bytes_of_files_are_due_when_a_week_is_over() -> None:
    record.proven(finished(NOON), read_files=True)
    tomorrow, later = (timezone.now() + timedelta(days=days) for days in (1, 7))
    assert record.due(tomorrow) == ["--prove", "--quick"]
    assert record.due(later) == ["--prove"]


def test_timetable_starts_a_backup_when_it_is_due_and_none_is_made(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(tasks, "start", lambda command: started.append(command[1:]))
    settings.DATA_DIR = tmp_path
    tasks.back_up()
    assert started == [], "others make the backups"
    settings.BACKUP_TO = "/backups"
    with working_alone():
        tasks.back_up()
    assert started == []
    tasks.back_up()
    assert started == [[str(settings.BASE_DIR / "manage.py"), "backup", "--prove"]]
    record.proven(finished(timezone.now()), read_files=True)
    tasks.back_up()
    assert len(started) == 1
    settings.BACKUP_WAL = True
    wal.note(wal.State(needs_base=True))
    tasks.back_up()
    assert started[1][2:] == ["--prove", "--quick"]


def test_health_is_unwell_when_the_log_is_not_kept(settings: Any, client: Client) -> None:
    assert part("wal") is None
    settings.BACKUP_WAL = True
    assert "nothing is kept" in _unwell("wal")
    now = timezone.now()
    wal.note(wal.State(now - timedelta(minutes=1)))
    found = part("wal")
    assert found is not None
    assert found.is_well, found
    assert b"parlance_backup_wal_age_seconds 6" in client.get("/metrics").content
    wal.note(wal.State(now, needs_base=True))
    assert "gap" in _unwell("wal")
    wal.note(wal.State(now, trouble="no space left"))
    assert "no space left" in _unwell("wal")
    wal.note(wal.State(now - timedelta(minutes=3)))
    assert "18" in _unwell("wal")


def part(name: str = "backup") -> health.Part | None:
    return next((each for each in health.examine() if each.name == name), None)


def test_health_has_no_backup_when_others_make_them() -> None:
    assert part() is None


def test_health_is_unwell_when_no_backup_of_26_hours_is_proven(settings: Any, client: Client) -> None:
    settings.BACKUP_TO = "/backups"
    made = finished(timezone.now() - timedelta(hours=25))
    record.made(made)
    assert "none is proven" in _unwell()
    assert b"parlance_backup_proven" not in client.get("/metrics").content
    record.proven(made, read_files=True)
    found = part()
    assert found is not None
    assert found.is_well, found
    assert b"parlance_backup_proven_age_seconds 90" in client.get("/metrics").content
    Backup.objects.update(files_read_at=timezone.now() - timedelta(days=9))
    assert "not read" in _unwell()
    Backup.objects.update(at=timezone.now() - timedelta(hours=27))
    assert "27 h old" in _unwell()


def _unwell(name: str = "backup") -> str:
    found = part(name)
    assert found is not None
    assert not found.is_well
    return found.detail
