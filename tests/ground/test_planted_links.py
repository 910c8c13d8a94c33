"""The account that Parlance runs as plants links, and root's commands write nowhere that it could not write itself."""

import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.ground.running import Running, manage
from tests.ground.test_backups import _set_avatar, owners
from tests.prepared import prepare

pytestmark = [
    pytest.mark.alone,
    pytest.mark.timeout(600),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root has something to lose"),
]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """With `var`, the data of a stopped Parlance with alice in it, and `closed`, which is root's."""
    with TemporaryDirectory(prefix="parlance-links-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        (folder / "closed" / "etc").mkdir(mode=0o700, parents=True)
        (folder / "closed").chmod(0o700)
        (folder / "closed" / "passphrase").write_text("a walk in the park")
        (folder / "closed" / "etc" / "shadow").write_text("what only root may write")
        prepare(folder / "var")
        with Running.ready(folder / "var", folder / "up.log") as running:
            _set_avatar(running, running.register("alice"))
        yield folder


def run(folder: Path, *arguments: str, data: str = "var") -> str:
    """Returns what it said, whether it did it or not."""
    done = manage(folder / data, *arguments)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def new(path: Path) -> Path:
    path.mkdir(mode=0o700)
    give(path)
    return path


def give(path: Path) -> None:
    entry = pwd.getpwnam("nobody")
    os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)


def plant(path: Path, target: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    give(path.parent)
    path.symlink_to(target)
    give(path)


def roots(folder: Path) -> dict[str, tuple[str, int, str]]:
    """Returns what there is that only root may change: {path: (owner, mode, content)}."""
    return {
        str(path): (path.owner(), path.stat().st_mode, path.read_text() if path.is_file() else "")
        for path in (folder / "closed" / "etc", *(folder / "closed" / "etc").rglob("*"))
    }


@pytest.mark.parametrize(
    ("place", "target", "command"),
    [
        ("var/backups/lock", "etc/profile", ("backup",)),
        ("var/up.lock", "etc/profile", ("upgrade",)),
        ("var/upgrade.dump", "etc/shadow", ("upgrade-database",)),
        ("repository/drafts", "etc", ("backup",)),
        ("repository/backups", "etc", ("backup",)),
        ("var/moving", "etc", ("move", "there.env")),
        ("new/media", "etc", ("restore", "closed/single")),
        ("new/secret-key", "etc/shadow", ("restore", "closed/single")),
        ("new/backups", "etc", ("restore", "closed/single")),
        ("new/postgres", "etc", ("restore", "closed/single")),
    ],
)
def test_root_writes_nothing_through_a_link_of_the_account(
    folder: Path, monkeypatch: pytest.MonkeyPatch, place: str, target: str, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("BACKUP_TO", str(folder / "repository"))
    monkeypatch.setenv("BACKUP_PASSPHRASE", "a walk in the park")
    if not (folder / "closed" / "single").exists():
        assert "BACKUP rows=" in run(folder, "backup", str(folder / "closed" / "single"))
    for name in ("repository", "new"):
        shutil.rmtree(folder / name, ignore_errors=True)
        new(folder / name)
    before = roots(folder)
    (folder / "there.env").write_text(f"DATABASE_URL={folder}")
    plant(folder / place, folder / "closed" / target)
    what, *arguments = command
    said = run(folder, what, *(str(folder / each) for each in arguments), data="new" if "new/" in place else "var")
    assert roots(folder) == before, said
    (folder / place).unlink(missing_ok=True)


def test_root_keeps_its_own_folders_and_the_account_its_data(folder: Path) -> None:
    closed, secret = folder / "closed", ("--passphrase-file", str(folder / "closed" / "passphrase"))
    shutil.rmtree(closed / "single", ignore_errors=True)
    run(folder, "backup", str(closed / "single"))
    assert "PROVEN" in run(folder, "backup", "--to", str(closed / "repository"), *secret, "--prove")
    assert owners(closed) == {"root"}
    assert owners(folder / "var") == {"nobody"}
    for number, source in enumerate(
        ([str(closed / "single")], ["--from", str(closed / "repository"), *secret, "--yes"])
    ):
        data = new(folder / f"restored{number}")
        assert "RESTORED" in run(folder, "restore", *source, data=data.name)
        assert owners(data) == {"nobody"}
    assert owners(closed) == {"root"}


def test_what_root_starts_cannot_become_root_again(folder: Path) -> None:
    code = "import os, subprocess; print(os.getresuid()); subprocess.run(['id', '-ru'])"
    said = manage(folder / "var", "shell", "-c", code)
    assert set(said.stdout.split()) & {"0", "(0,"} == set(), said
