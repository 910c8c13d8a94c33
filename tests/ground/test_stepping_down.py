"""Root starts Parlance, and nothing of it runs as root."""

import contextlib
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from chatproject.supervisor import account as accounts
from chatproject.supervisor.account import Account, join_owner, step_down
from chatproject.supervisor.folders import opened_below
from chatproject.supervisor.handing_over import hand_over
from chatproject.supervisor.output import Refusal
from chatproject.supervisor.plan import PROJECT
from tests.ground.running import Running, environment, free_port

pytestmark = [
    pytest.mark.alone,
    pytest.mark.timeout(600),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can step down"),
]

#: To read and to walk where root closed its folders; nothing else.
_READ = 1 << 2


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    with TemporaryDirectory(prefix="parlance-root-") as folder:
        yield Path(folder) / "var"


def owners(folder: Path) -> set[str]:
    found = set()
    for path in (folder, *folder.rglob("*")):
        with contextlib.suppress(FileNotFoundError):  # PostgreSQL removes files while it works
            found.add(path.owner())
    return found


def people(up: Running) -> int:
    """As a command of root counts them."""
    counted = up.manage("shell", "-c", "from accounts.models import User; print(User.objects.count())")
    return int(counted.stdout.split()[-1])


def rights(process: psutil.Process) -> int:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("CapEff:\t")[2].partition("\n")[0], 16)


def refused(data_dir: Path, **settings: str) -> str:
    ended = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=PROJECT,
        env=environment(data_dir) | {"PORT": str(free_port())} | settings,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    return ended.stdout


def test_everything_runs_without_rights_and_takes_over_the_files_of_earlier_starts(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUN_AS", raising=False)
    with Running(data_dir, tmp_path / "first.log") as up:
        up.wait_until_ready()
        up.wait_for_all()
        assert set(up.of_family(psutil.Process.username)) <= {"nobody", "parlance"}
        assert set(up.of_family(rights)) <= {0, _READ}
        up.register("before")
        assert people(up) == 1
    # As versions left it that gave an account to PostgreSQL and Valkey only.
    served = {
        path for name in ("postgres", "valkey", "run") for path in (data_dir / name, *(data_dir / name).rglob("*"))
    }
    for path in (data_dir, *data_dir.rglob("*")):
        os.chown(path, pwd.getpwnam("games").pw_uid if path in served else 0, 0, follow_symlinks=False)
    (data_dir / "media" / "objects").mkdir(parents=True, mode=0o700)
    monkeypatch.setenv("RUN_AS", "daemon")
    with Running(data_dir, tmp_path / "second.log") as up:
        up.wait_until_ready()
        up.wait_for_all()
        assert set(up.of_family(psutil.Process.username)) == {"daemon"}
        assert owners(data_dir) == {"daemon"}
        assert people(up) == 1


def test_an_account_that_is_none_is_refused(tmp_path: Path) -> None:
    for name in ("root", "no-such-account"):
        assert "RUN_AS must name an account" in refused(tmp_path / "var", RUN_AS=name)


def test_a_file_that_the_account_cannot_read_is_said(tmp_path: Path) -> None:
    code = """
import os, pwd
from pathlib import Path
from chatproject.supervisor.account import Account, refuse_what_it_cannot_read
from chatproject.supervisor.rights import give_up_root
entry = pwd.getpwnam("nobody")
account = Account("nobody", entry.pw_uid, entry.pw_gid, is_lent=True)
give_up_root(account.uid, account.gid, may_walk=False)
refuse_what_it_cannot_read(account)
"""
    key = tmp_path / "key"
    key.touch(0o600)
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**os.environ, "APNS_KEY": str(key)},
        capture_output=True,
        text=True,
    )
    assert "cannot read the file of APNS_KEY" in ended.stderr


def test_handing_over_leaves_alone_what_a_link_points_to(tmp_path: Path) -> None:
    apart = tmp_path / "apart"
    apart.mkdir()
    (apart / "file").touch()
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "file").symlink_to(apart / "file")
    (folder / "folder").symlink_to(apart)
    entry = pwd.getpwnam("nobody")
    hand_over(folder, Account("nobody", entry.pw_uid, entry.pw_gid, is_lent=True))
    assert owners(apart) == {"root"}
    assert folder.owner() == "nobody"
    (folder / "second").hardlink_to(apart / "file")
    with pytest.raises(Refusal, match="second name"):
        hand_over(folder, Account("nobody", entry.pw_uid, entry.pw_gid, is_lent=True))
    assert owners(apart) == {"root"}


def test_start_of_root_gives_nothing_away_where_someone_led_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While root starts, and before."""
    apart, home = tmp_path / "apart", tmp_path / "home"
    for name in ("var", "var/valkey", "var/backups"):
        (apart / name).mkdir(parents=True)
    (apart / "var" / "shadow").touch()
    (apart / "var" / "valkey" / "valkey.pid").touch()
    (home / "there" / "var").mkdir(parents=True)
    os.chown(home, pwd.getpwnam("daemon").pw_uid, -1)
    monkeypatch.setenv("RUN_AS", "daemon")
    for name in ("give_up_root", "refuse_what_it_cannot_read", "_live_in"):
        monkeypatch.setattr(accounts, name, lambda *_, **__: None)
    with opened_below(None, home / "there" / "var") as opened:
        (home / "there").rename(home / "away")
        (home / "there").symlink_to(apart)
        step_down(home / "there" / "var", opened)
    assert (home / "away" / "var").owner() == "daemon"
    os.chown(home / "there", pwd.getpwnam("daemon").pw_uid, -1, follow_symlinks=False)
    assert "there in" in (said := refused(home / "there" / "var", RUN_AS="daemon"))
    assert "is a link that root did not make" in said
    (home / "there").unlink()
    (home / "var").mkdir()
    (home / "var" / "up.lock").symlink_to(apart / "var" / "shadow")
    assert "up.lock cannot be opened" in refused(home / "var", RUN_AS="daemon")
    assert owners(apart) == {"root"}
    assert (apart / "var" / "shadow").read_text() == ""
    assert (apart / "var" / "valkey" / "valkey.pid").exists()


def test_start_of_root_follows_links_of_root(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "file").touch()
    (tmp_path / "var").symlink_to("disk")
    hand_over(tmp_path / "var", Account.lent(pwd.getpwnam("nobody")))
    assert owners(tmp_path / "disk") == {"nobody"}


def test_a_command_of_root_writes_as_the_owner_of_the_data(tmp_path: Path) -> None:
    os.chown(tmp_path, pwd.getpwnam("nobody").pw_uid, -1)
    code = f"""
from pathlib import Path
from chatproject.supervisor.account import join_owner
join_owner(Path({str(tmp_path)!r}))
Path({str(tmp_path)!r}, "file").touch()
"""
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)
    assert owners(tmp_path) == {"nobody"}


def test_a_command_of_root_gives_nothing_away_where_the_account_led_the_folder_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart, home = tmp_path / "apart", tmp_path / "home"
    (apart / "backups").mkdir(parents=True)
    (apart / "backups" / "shadow").touch()
    (home / "var").mkdir(parents=True)
    os.chown(home / "var", pwd.getpwnam("nobody").pw_uid, -1)
    look = accounts._owner

    def look_then_swap(data_dir: Path) -> Account | None:
        found = look(data_dir)
        data_dir.rename(home / "away")
        data_dir.symlink_to(apart)
        return found

    monkeypatch.setattr(accounts, "_owner", look_then_swap)
    monkeypatch.setattr(accounts, "give_up_root", lambda *_, **__: None)
    monkeypatch.setattr(accounts, "_live_in", lambda *_: None)
    join_owner(home / "var")
    assert owners(apart) == {"root"}


def test_a_command_of_root_hands_over_what_it_left_among_backups(tmp_path: Path) -> None:
    os.chown(tmp_path, pwd.getpwnam("nobody").pw_uid, -1)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "index").touch()
    code = (
        f"from pathlib import Path; from chatproject.supervisor.account import *; join_owner(Path({str(tmp_path)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)
    assert owners(tmp_path) == {"nobody"}


def test_a_link_of_someone_else_in_a_shared_folder_leads_nothing_of_roots_to_the_account(tmp_path: Path) -> None:
    (apart := tmp_path / "apart").mkdir()
    (shared := tmp_path / "shared").mkdir()
    shared.chmod(0o1777)
    (shared / "media").symlink_to(apart)
    os.chown(shared / "media", pwd.getpwnam("nobody").pw_uid, -1, follow_symlinks=False)
    assert accounts._ours(shared / "media") == []
    assert accounts._ours(shared / "own") == [shared / "own"]
