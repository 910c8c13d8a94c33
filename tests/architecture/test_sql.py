"""Handwritten SQL names only the tables of its own app. Other apps use fragments from that app's `sql.py`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "conversations", "media", "messaging", "notifications")
FLOOR = "conversations/floor.py"


def owners() -> dict[str, str]:
    """The app of each table. Those of Django and of packages are about people, and so accounts' to name."""
    packages = {
        model._meta.db_table: model.__module__.split(".")[0] for model in apps.get_models(include_auto_created=True)
    }
    return {table: package if package in (*APPS, "chatproject") else "accounts" for table, package in packages.items()}


def texts() -> Iterator[tuple[str, int, str]]:
    """(path, line, text) of every string of the product that is not a docstring."""
    for folder in (*APPS, "chatproject"):
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                tree = ast.parse(path.read_text())
                said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
                for node in ast.walk(tree):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                        yield path.relative_to(ROOT).as_posix(), node.lineno, node.value


def test_an_app_names_only_its_own_tables() -> None:
    owner = owners()
    foreign = [
        f"{path}:{line} names {table}, which is of {owner[table]}"
        for path, line, text in texts()
        for table in re.findall(r"\w+", text)
        if table in owner and owner[table] != path.split("/")[0]
    ]
    assert not foreign, (
        "use a fragment of that app's sql.py, or add one (docs/development.md, Where SQL lives): " + "; ".join(foreign)
    )


def test_the_floor_of_visible_history_is_spelled_once() -> None:
    spelled = {path for path, _, text in texts() if re.search(r"\bhistory\b.*'joined'", text)}
    assert spelled == {FLOOR}, f"use FLOOR and IS_RESTRICTED of {FLOOR} in: {spelled - {FLOOR}}"
