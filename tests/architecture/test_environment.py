"""The environment is read by the declarations in chatproject/settings/environment, and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

from chatproject.settings.environment.declared import VARIABLES
from chatproject.supervisor.plan import PROJECT

APPS = ("accounts", "chatproject", "conversations", "media", "messaging", "notifications")
#: Variables of the C library, the terminal and other programs, and those that one of our processes sets for another.
OF_OTHERS = {
    "MALLOC_ARENA_MAX",
    "MALLOC_MMAP_THRESHOLD_",
    "MALLOC_TRIM_THRESHOLD_",
    "NO_COLOR",
    "PATH",
    "PROMETHEUS_MULTIPROC_DIR",
    "XDG_RUNTIME_DIR",
}
#: The process that looks into a file has no settings; its parent passes on what it needs.
PASSED_ON = {
    ("media/processing/processing.py", "MEDIA_HEIC"),
    ("chatproject/settings/__main__.py", "DJANGO_SETTINGS_MODULE"),
}


def test_environment_is_read_by_its_declarations_alone() -> None:
    paths = [path for app in APPS for path in (PROJECT / app).rglob("*.py")] + [PROJECT / "manage.py"]
    found = {(str(path.relative_to(PROJECT)), name) for path in paths for name in _read(ast.parse(path.read_text()))}
    assert len(found) > len(PASSED_ON), "nothing was looked at"
    elsewhere = {each for each in found if each[1] not in OF_OTHERS} ^ PASSED_ON
    assert not elsewhere, f"declare them in chatproject/settings/environment, and read them there: {elsewhere}"


def test_every_variable_is_declared_once() -> None:
    names = [name for each in VARIABLES for name in ({each.name, each.file} if each.is_secret else {each.name})]
    assert len(names) == len(set(names))


def test_every_declared_variable_is_used() -> None:
    sources = "\n".join(_source(path) for app in APPS for path in (PROJECT / app).rglob("*.py"))
    unused = [each.name for each in VARIABLES if f"{each.name}.read(" not in sources]
    assert not unused, f"declared in chatproject/settings/environment, but never read: {unused}"


def _source(path: Path) -> str:
    return "" if "environment" in path.parts else path.read_text()


def _read(tree: ast.AST) -> Iterator[str]:
    """Yields the names in `environ.get(NAME)`, `getenv(NAME)`, `environ[NAME]` (not as a target), `NAME in environ`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="get", value=whole), args=[name, *_]) if _is_environment(whole):
                yield ast.literal_eval(name)
            case ast.Call(func=ast.Attribute(attr="getenv"), args=[name, *_]):
                yield ast.literal_eval(name)
            case ast.Subscript(value=whole, slice=name, ctx=ast.Load()) if _is_environment(whole):
                yield ast.literal_eval(name)
            case ast.Compare(left=name, comparators=[whole]) if _is_environment(whole):
                yield ast.literal_eval(name)


def _is_environment(node: ast.AST) -> bool:
    return "environ" in ast.unparse(node).split(".")
