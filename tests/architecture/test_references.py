"""The documents name files, modules and commands that exist."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.core.management import get_commands
from django.utils.module_loading import import_string

from chatproject.analytics.metrics import BY_NAME
from chatproject.supervisor.plan import PROJECT

DOCUMENTS = sorted([*PROJECT.glob("docs/*.md"), PROJECT / "README.md", PROJECT / "CONTRIBUTING.md"])
PACKAGES = ("accounts", "bench", "chatproject", "conversations", "media", "messaging", "notifications", "tests")
#: Files that no commit has, and where they come from.
ELSEWHERE = {
    "assetlinks.json": "the operator's, for an app",
    "growth.json": "make growth",
    "growth.md": "make growth",
    "report.html": "make load",
    "results.json": "make bench",
    "results.md": "make bench",
    "schema.json": "in an export",
}
_FILE = re.compile(
    r"(?<![\w./*<>{}-])(?:[\w.-]+/)*[\w-][\w.-]*\.(?:py|ts|md|css|html|json|yaml|toml|service|sql)\b(?![/*])"
)
_MODULE = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")
_RUN = re.compile(r"python -m ((?:\w+\.)*\w+)")
_MAKE = re.compile(r"^make ([a-z][\w-]*)|`make ([a-z][\w-]*)", re.MULTILINE)
_MANAGE = re.compile(r"manage\.py ([a-z][\w-]*)")


@cache
def files() -> frozenset[str]:
    """Returns each file of the project, by each way to name it: `c.py`, `b/c.py`, `a/b/c.py`."""
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    return frozenset(
        "/".join(parts[at:]) for line in listed.split("\n") if (parts := line.split("/")) for at in range(len(parts))
    )


def missing(text: str) -> Iterator[str]:
    for code in re.findall(r"`([^`\n]+)`|\]\(([^)#:]+)", text):
        named = "".join(code)
        for path in _FILE.findall(named):
            if path.removeprefix("../").removeprefix("./") not in files() and path.rpartition("/")[2] not in ELSEWHERE:
                yield path
        if _MODULE.fullmatch(named) and not _is_python(named):
            yield named
    yield from (f"-m {name}" for name in _RUN.findall(text) if find_spec(name) is None)
    targets = (PROJECT / "Makefile").read_text()
    for name in ("".join(each) for each in _MAKE.findall(text)):
        if not re.search(rf"^(?:{name}|{name.partition('-')[0]}-%):", targets, re.MULTILINE):
            yield f"make {name}"
    yield from (f"manage.py {name}" for name in _MANAGE.findall(text) if name not in (*get_commands(), "help"))


def _is_python(name: str) -> bool:
    """Whether this is a module, something in one, a model, a permission or a metric."""
    if name in BY_NAME or (name.count(".") == 1 and (_is_model(name) or name in _permissions())):
        return True
    try:
        if find_spec(name) is not None:
            return True
    except ModuleNotFoundError:
        pass
    try:
        import_string(name)
    except ImportError:
        return False
    return True


def _is_model(name: str) -> bool:
    try:
        return bool(apps.get_model(name))
    except LookupError:
        return False


@cache
def _permissions() -> frozenset[str]:
    return frozenset(
        f"{each.app_label}.{name}"
        for each in (model._meta for model in apps.get_models())
        for name in (*(get_permission_codename(act, each) for act in each.default_permissions), *dict(each.permissions))
    )


def test_documents_name_only_what_exists() -> None:
    found = {str(each.relative_to(PROJECT)): sorted(set(missing(each.read_text()))) for each in DOCUMENTS}
    assert not {name: dead for name, dead in found.items() if dead}


@pytest.mark.parametrize(
    "dead",
    [
        "`chatproject/gone.py`",
        "`gone.py`",
        "[a](gone.md)",
        "`chatproject.gone`",
        "`python -m tests.gone`",
        "`make gone`",
        "`manage.py gone`",
    ],
)
def test_dead_reference_is_found(dead: str) -> None:
    assert list(missing(f"See {dead} and `chatproject/tasks.py`, [glossary](glossary.md), `make run`."))
