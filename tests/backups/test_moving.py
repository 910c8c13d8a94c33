"""`manage.py move`: a server with a database and a disk of its own goes to another PostgreSQL and a bucket."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chatproject.supervisor.plan import PROJECT
from tests.ground.running import Running, environment, manage
from tests.restore_drill.moving import elsewhere

pytestmark = pytest.mark.long

_MAKE = """
from accounts.models import User
from media.operations.picturing import change_avatar
from tests.pictures import square
change_avatar(actor=User.objects.get(), image=square(64))
"""
_USERS = "from accounts.models import User; print(*User.objects.values_list('username', flat=True))"


def test_server_moves_to_another_database_and_a_bucket(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    with Running.ready(tmp_path / "var", tmp_path / "log") as running:
        running.register("alice")
        made = running.manage("shell", "-v0", "-c", _MAKE)
        assert made.returncode == 0, made.stderr
    (tmp_path / "there").mkdir(mode=0o711)
    with elsewhere(tmp_path / "there", (tmp_path / "var").stat().st_uid) as there:
        (tmp_path / "there.env").write_text("\n".join(f"{name}={value}" for name, value in there.items()))
        moved = manage(tmp_path / "var", "move", str(tmp_path / "there.env"))
        assert moved.returncode == 0, moved.stdout + moved.stderr
        assert _there(tmp_path, there, "shell", "-v0", "-c", _USERS) == "alice\n"
        assert "pictures=1 missing=0" in moved.stdout
        again = manage(tmp_path / "var", "move", str(tmp_path / "there.env"))
        assert again.returncode == 1
        assert "already has users" in again.stderr
    assert list((tmp_path / "var" / "media").rglob("*.avatar")), "the old files stay"


def _there(folder: Path, settings: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment(folder / "var") | {"REDIS_URL": os.environ["REDIS_URL"]} | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
