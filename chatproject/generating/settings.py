"""docs/settings.md: every environment variable, from its declaration."""

from types import ModuleType
from typing import Any

from chatproject.settings.environment.declared import GROUPS, declared
from chatproject.settings.environment.kinds import Switch, Variable

_INTRODUCTION = """\
# Settings

Parlance reads its settings from environment variables: each is described here, and read nowhere else.
`manage.py generate` writes this page from `chatproject/settings/environment`.

- A variable that is empty counts as not set.
- A value that is not accepted prevents the start, with a message that says what is. In production, missing and weak
  keys do as well.
- The value of a secret may be in a file instead. `SECRET_KEY_FILE=/run/secrets/secret-key` names it; spaces and line
  ends around the value do not count. The account that Parlance runs as has to be able to read the file.
"""


def settings() -> str:
    """Returns the page."""
    return "\n".join([_INTRODUCTION, *(_group(title, group) for title, group in GROUPS.items())])


def _group(title: str, group: ModuleType) -> str:
    rows = [_row(variable) for variable in declared(group)]
    return "\n".join(
        [f"## {title}\n", "| name | accepts | default | meaning |", "| --- | --- | --- | --- |", *rows, ""]
    )


def _row(variable: Variable[Any]) -> str:
    name = f"`{variable.name}`" + (f", `{variable.file}`" if variable.is_secret else "")
    return f"| {name} | {variable.accepts} | {_default(variable)} | {variable.meaning} |"


def _default(variable: Variable[Any]) -> str:
    if variable.shown:
        return variable.shown
    if isinstance(variable, Switch):
        return f"`{variable.words[0 if variable.default else 1]}`"
    return f"`{variable.default}`" if variable.default not in ("", []) else "none"
