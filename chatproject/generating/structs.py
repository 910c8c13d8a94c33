"""The contract's Structs, module by module."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Literal, get_origin

import msgspec

from chatproject.contract import commands, objects


def object_modules() -> list[ModuleType]:
    """Returns the modules with objects."""
    return _modules_in(objects)


def input_modules() -> list[ModuleType]:
    """Returns the modules with input that only REST reads."""
    return [module for module in _modules_in(commands) if module.__name__ != f"{commands.__name__}.socket"]


def structs_in(module: ModuleType) -> list[type[msgspec.Struct]]:
    """Returns the Structs that a module defines, in its order, without base classes that have no fields."""
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, msgspec.Struct)]
    own = [struct for struct in found if struct.__module__ == module.__name__]
    bases = {base for struct in own for base in struct.__bases__}
    return [struct for struct in own if struct not in bases or struct.__struct_fields__]


def literals_in(module: ModuleType) -> dict[str, tuple[str, ...]]:
    """Returns the enumerations that a module names: {name: values}."""
    return {name: value.__args__ for name, value in vars(module).items() if get_origin(value) is Literal}


def _modules_in(package: ModuleType) -> list[ModuleType]:
    return [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]
