"""All declarations together, in the order of docs/settings.md."""

import os
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from chatproject.settings.environment import backups, delivery, files, people, server
from chatproject.settings.environment.kinds import File, Invalid, Variable

GROUPS: dict[str, ModuleType] = {
    "The server": server,
    "People and apps": people,
    "Email and notifications": delivery,
    "Files": files,
    "Backups": backups,
}


def declared(group: ModuleType) -> list[Variable[Any]]:
    """Returns the variables of a group."""
    return [each for each in vars(group).values() if isinstance(each, Variable)]


VARIABLES: list[Variable[Any]] = [each for group in GROUPS.values() for each in declared(group)]


def problems(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Returns a line for each variable with a value that it does not accept."""
    return [line for variable in VARIABLES for line in _problem(variable, environment)]


def named_files(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Returns {name: path} of the files that variables name."""
    names = [
        each.file if each.is_secret else each.name for each in VARIABLES if each.is_secret or isinstance(each, File)
    ]
    return {name: environment[name] for name in names if environment.get(name)}


def replaced(values: Mapping[str, str], environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Returns the environment with these values, for another process; not with files that had them before."""
    files = {f"{name}_FILE" for name in values}
    return {name: value for name, value in environment.items() if name not in files} | dict(values)


def _problem(variable: Variable[Any], environment: Mapping[str, str]) -> Iterable[str]:
    try:
        variable.read(environment)
    except Invalid as error:
        yield str(error)
