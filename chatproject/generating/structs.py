"""Where the contract's Structs are: in the library, and in each app's shapes and commands."""

from importlib import import_module
from types import ModuleType
from typing import Literal, get_origin

import msgspec
from django.apps import apps
from django.utils.module_loading import module_has_submodule

from chatproject.lib import shapes
from chatproject.supervisor.plan import PROJECT


def shape_modules() -> list[ModuleType]:
    """Those with wire objects."""
    return [shapes, *_of_apps("shapes")]


def input_modules() -> list[ModuleType]:
    """Those with what REST reads."""
    return _of_apps("commands")


def structs_in(module: ModuleType) -> list[type[msgspec.Struct]]:
    """The Structs a module defines, in its order, without the bases that have no fields to say."""
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, msgspec.Struct)]
    own = [struct for struct in found if struct.__module__ == module.__name__]
    bases = {base for struct in own for base in struct.__bases__}
    return [struct for struct in own if struct not in bases or struct.__struct_fields__]


def literals_in(module: ModuleType) -> dict[str, tuple[str, ...]]:
    """The closed sets of words a module names: {name: words}."""
    return {name: value.__args__ for name, value in vars(module).items() if get_origin(value) is Literal}


def _of_apps(name: str) -> list[ModuleType]:
    ours = [
        config for config in apps.get_app_configs() if config.path == str(PROJECT.joinpath(*config.name.split(".")))
    ]
    return [
        import_module(f"{config.name}.{name}")
        for config in ours
        if config.module is not None and module_has_submodule(config.module, name)
    ]
