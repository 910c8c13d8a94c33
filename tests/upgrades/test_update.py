"""deploy/update, with a project of two releases and programs that only note that they were called."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from chatproject.supervisor.plan import PROJECT

_CHANGES = """# Changelog

## [0.2.0] - 2026-12-24

### Added
- A feature.

### Upgrading
- Set NEW_SETTING.

## [0.1.0] - 2026-11-30

### Upgrading
- Long done.
"""


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Olga", "-c", "user.email=olga@example.org")
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def program(path: Path, name: str) -> None:
    """Writes a program that notes its arguments, and fails if the variable FAILS names it."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'#!/bin/sh\necho "{name} $*" >>"$NOTES"\n[ "${{FAILS:-}}" != {name} ]\n')
    path.chmod(0o755)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "deploy").mkdir(parents=True)
    shutil.copy(PROJECT / "deploy" / "update", folder / "deploy" / "update")
    program(folder / "deploy" / "manage", "manage")
    for version in ("0.1.0", "0.2.0"):
        (folder / "pyproject.toml").write_text(f'version = "{version}"\n')
        (folder / "CHANGELOG.md").write_text(_CHANGES)
        if version == "0.1.0":
            git(folder, "init", "--quiet")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "--message", version)
        git(folder, "tag", f"v{version}")
    git(folder, "checkout", "--quiet", "v0.1.0")
    return folder


def update(project: Path, fails: str = "") -> tuple[int, str, list[str]]:
    """Returns the exit code, the output and the calls."""
    bin, notes = project.parent / "bin", project.parent / "notes"
    for name in ("make", "systemctl"):
        program(bin / name, name)
    environment = {"PATH": f"{bin}:{os.environ['PATH']}", "NOTES": str(notes), "FAILS": fails}
    command = ["deploy/update", "v0.2.0", "--backup"]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, notes.read_text().splitlines() if notes.exists() else []


def test_update_builds_upgrades_and_reloads_the_release(project: Path) -> None:
    code, output, calls = update(project)
    assert (code, calls) == (0, ["make build", "manage upgrade --backup", "systemctl reload parlance"])
    assert "Set NEW_SETTING." in output
    assert "Long done." not in output
    assert "A feature." not in output
    assert git(project, "rev-parse", "HEAD") == git(project, "rev-parse", "v0.2.0")


@pytest.mark.parametrize("fails", ["make", "manage"])
def test_update_goes_back_when_a_step_fails(project: Path, fails: str) -> None:
    code, _, calls = update(project, fails)
    assert code != 0
    assert "systemctl reload parlance" not in calls
    assert git(project, "rev-parse", "HEAD") == git(project, "rev-parse", "v0.1.0")


def test_update_refuses_changed_files(project: Path) -> None:
    (project / "pyproject.toml").write_text("mine\n")
    code, _, calls = update(project)
    assert (code, calls) == (1, [])
