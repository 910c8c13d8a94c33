"""A backup of a running Parlance is restored elsewhere, and nothing is replaced by one that is damaged."""

import json
import os
import urllib.request
from pathlib import Path

import pytest

from chatproject.backups.manifest import sha256
from chatproject.supervisor.plan import PROJECT
from tests.ground.running import Running, manage
from tests.pictures import square
from tests.prepared import prepare

pytestmark = [pytest.mark.alone, pytest.mark.timeout(600)]

_USERS = (
    "import json; from accounts.models import User;"
    "print(json.dumps(dict(User.objects.values_list('username', 'avatar'))))"
)
_EPOCH = "from messaging.models import Epoch; print(Epoch.current())"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `var`, the data of a stopped Parlance with alice in it, and `backup`, made before bob came."""
    folder = tmp_path_factory.mktemp("origin")
    prepare(folder / "var")
    running = Running(folder / "var", folder / "up.log")
    try:
        running.wait_until_ready()
        _set_avatar(running, running.register("alice"))
        (folder / "epoch").write_text(running.manage("shell", "-c", _EPOCH).stdout)
        done = running.manage("backup", str(folder / "backup"))
        assert done.returncode == 0, done.stderr
        assert "lost=0" in done.stdout
        (folder / "passphrase").write_text("a walk in the park")
        done = running.manage("backup", "--to", str(folder / "repository"), *_secret(folder), "--prove")
        assert done.returncode == 0, done.stderr
        assert "PROVEN" in done.stdout
        assert owners(folder / "var" / "backups") == owners(folder / "var"), "workers use them too"
        assert (PROJECT / "manage.py").stat().st_uid == os.geteuid()
        running.register("bob")
        refused = running.manage("restore", "--replace", str(folder / "backup"))
        assert refused.returncode == 1
        assert "Stop Parlance" in refused.stderr
    finally:
        running.stop()
    return folder


def owners(folder: Path) -> set[str]:
    return {path.owner() for path in (folder, *folder.rglob("*"))}


def _secret(folder: Path) -> list[str]:
    return ["--passphrase-file", str(folder / "passphrase")]


def _set_avatar(running: Running, access: str) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{running.port}/api/v1/me/avatar",
        data=square(64),
        headers={"Authorization": f"Bearer {access}", "Content-Type": "image/png"},
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert json.load(answer)["avatar"]


def look(data_dir: Path, tmp_path: Path) -> tuple[dict[str, str], str]:
    """{username: avatar} of everyone there once it runs, every file checked; and the epoch."""
    running = Running(data_dir, tmp_path / "up.log")
    try:
        running.wait_until_ready()
        found: dict[str, str] = json.loads(running.manage("shell", "-v0", "-c", _USERS).stdout)
        checked = running.manage("media", "check", "--hashes")
        assert checked.returncode == 0, checked.stdout
        assert f"pictures={sum(map(bool, found.values()))} " in checked.stdout
        return found, running.manage("shell", "-c", _EPOCH).stdout
    finally:
        running.stop()


@pytest.mark.parametrize("kind", ["folder", "repository"])
def test_backup_is_restored_whole_when_the_machine_is_new(origin: Path, tmp_path: Path, kind: str) -> None:
    source = {
        "folder": [str(origin / "backup")],
        "repository": ["--from", str(origin / "repository"), *_secret(origin), "--yes"],
    }
    done = manage(tmp_path / "var", "restore", *source[kind])
    assert done.returncode == 0, done.stderr
    found, epoch = look(tmp_path / "var", tmp_path)
    assert list(found) == ["alice"]
    assert found["alice"]
    assert epoch != (origin / "epoch").read_text(), "clients would keep numbers that went back"
    for name in ("secret-key", "jwt-key"):
        assert (tmp_path / "var" / name).read_text() == (origin / "var" / name).read_text()


def test_restore_asks_before_it_changes_anything(origin: Path, tmp_path: Path) -> None:
    refused = manage(tmp_path / "var", "restore", "--from", str(origin / "repository"), *_secret(origin))
    assert refused.returncode == 1
    assert "nothing is written if one is wrong" in refused.stdout
    assert "--yes" in refused.stderr


def test_restore_refuses_when_users_are_here(origin: Path) -> None:
    refused = manage(origin / "var", "restore", str(origin / "backup"))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr


@pytest.mark.parametrize("is_noticed", [True, False])
def test_restore_changes_nothing_when_the_dump_is_damaged(origin: Path, tmp_path: Path, is_noticed: bool) -> None:
    """Also when the manifest fits the damaged dump, and only PostgreSQL notices."""
    backup = tmp_path / "backup"
    backup.mkdir()
    dump = (origin / "backup" / "database.dump").read_bytes()
    (backup / "database.dump").write_bytes(dump[: len(dump) * 3 // 4])
    manifest = json.loads((origin / "backup" / "manifest.json").read_text()) | {"files": {}}
    if not is_noticed:
        manifest["dump_sha256"] = sha256(backup / "database.dump")
    (backup / "manifest.json").write_text(json.dumps(manifest))
    refused = manage(origin / "var", "restore", "--replace", str(backup))
    assert refused.returncode == 1
    assert ("missing or was changed" if is_noticed else "is unchanged") in refused.stderr
    found, epoch = look(origin / "var", tmp_path)
    assert set(found) == {"alice", "bob"}
    assert epoch == (origin / "epoch").read_text()


def test_restore_refuses_when_the_backup_was_not_finished(origin: Path, tmp_path: Path) -> None:
    refused = manage(origin / "var", "restore", "--replace", str(tmp_path))
    assert refused.returncode == 1
    assert "no finished backup" in refused.stderr


def test_backup_refuses_when_the_folder_is_not_empty(origin: Path) -> None:
    refused = manage(origin / "var", "backup", str(origin / "backup"))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
