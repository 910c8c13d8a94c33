"""Where root's rights are given up and used: nowhere else may root change whose a file is, or act as itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import manage

APPS = ("accounts", "chatproject", "conversations", "media", "messaging", "notifications")
#: Those that change whose or how open something is.
_CHANGES = {"chown", "lchown", "fchown", "chmod", "lchmod", "fchmod"}
_RIGHTS = {"setuid", "seteuid", "setreuid", "setresuid", "setgid", "setegid", "setregid", "setresgid", "setgroups"}
#: In the scratch folder of a proof, which its maker alone can enter.
_SCRATCH = ("chatproject/backups/wal/replaying.py", "chmod")
_SUPERVISOR = {f"chatproject/supervisor/{name}.py" for name in ("account", "rights", "state")}
#: Reach into folders that root names: a folder of backups, files with secrets, settings to move to.
_BEYOND = {
    "chatproject/backups/database.py",
    "chatproject/backups/files.py",
    "chatproject/backups/making.py",
    "chatproject/backups/manifest.py",
    "chatproject/backups/places/base.py",
    "chatproject/backups/places/folder.py",
    "chatproject/backups/repository.py",
    "chatproject/backups/restoring.py",
    "chatproject/management/commands/move.py",
    "chatproject/management/secrets.py",
    "chatproject/supervisor/account.py",
    "chatproject/supervisor/acting.py",
    "chatproject/supervisor/handing_over.py",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted(Path(app).rglob("*.py")):
            yield str(path), ast.parse(path.read_text())


def test_only_the_supervisor_changes_accounts_and_owners() -> None:
    found = {
        (path, node.func.attr)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES | _RIGHTS
    }
    allowed = {
        "chatproject/supervisor/account.py",
        "chatproject/supervisor/handing_over.py",
        "chatproject/supervisor/rights.py",
        "chatproject/supervisor/state.py",
    }
    assert {(path, name) for path, name in found if path not in allowed} == {_SCRATCH}
    assert {path for path, name in found if name in _RIGHTS} == {"chatproject/supervisor/rights.py"}


def test_only_what_root_names_is_reached_as_its_owner() -> None:
    found = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (
            node.module == "chatproject.supervisor.acting"
            or (node.module == "chatproject.supervisor.rights" and {each.name for each in node.names} & {"acting_as"})
        )
    }
    assert found == _BEYOND


def test_every_other_command_of_root_works_as_the_account_of_the_data() -> None:
    of_the_project = {"compilemessages", "compiletemplates", "generate", "makemessages", "makemigrations"}
    assert of_the_project == manage._OF_THE_PROJECT, "they write into the project, and touch nothing of the account's"
