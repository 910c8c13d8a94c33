"""The contract's types for the client: one interface a Struct, with the Struct's name."""

import inspect as python
import textwrap
from collections.abc import Iterable
from typing import Any

import msgspec
from django.conf import settings
from msgspec import inspect

from chatproject.contract import errors
from chatproject.contract.commands.socket import INPUTS
from chatproject.contract.events import EVENTS, ReplyEvent
from chatproject.contract.verbs import VERBS
from chatproject.generating.structs import input_modules, literals_in, object_modules, structs_in

HEAD = """\
// Written by `manage.py generate` from the Structs of the server. Not to be edited.
"""

PAGE = """\
/** One page of a list; without `next_cursor` it is the last. */
export interface Page<Item> {
  items: Item[];
  next_cursor?: string;
}
"""

_WIDTH = 110
_WORDS = {
    inspect.StrType: "string",
    inspect.UUIDType: "string",
    inspect.DateTimeType: "string",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.BoolType: "boolean",
    inspect.NoneType: "null",
    inspect.AnyType: "unknown",
}
_LITERALS = {name: words for module in object_modules() for name, words in literals_in(module).items()}
_NAMES = {frozenset(words): name for name, words in _LITERALS.items()}


def typescript() -> str:
    """The whole file."""
    objects = [struct for module in object_modules() for struct in structs_in(module)]
    inputs = [struct for module in input_modules() for struct in structs_in(module)]
    commands, events = list(INPUTS), list(EVENTS)
    everything = [*objects, *inputs, *commands, *events]
    _refuse_doubles(everything)
    return "\n".join(
        [
            HEAD,
            *(_alias(name, map(_quoted, words)) for name, words in _LITERALS.items()),
            _alias("ErrorCode", map(_quoted, _error_codes())),
            PAGE,
            _limits(),
            *map(_interface, everything),
            _alias("Command", (struct.__name__ for struct in commands)),
            _replies(),
            _alias("Event", (struct.__name__ for struct in events if struct is not ReplyEvent)),
        ]
    )


def _refuse_doubles(structs: Iterable[type[msgspec.Struct]]) -> None:
    seen: dict[str, str] = {}
    for struct in structs:
        if struct.__name__ in seen:
            raise ValueError(f"{struct.__name__} is in {seen[struct.__name__]} and in {struct.__module__}.")
        seen[struct.__name__] = struct.__module__


def _interface(struct: type[msgspec.Struct]) -> str:
    found = inspect.type_info(struct)
    assert isinstance(found, inspect.StructType)
    tag = [f"  {found.tag_field}: {_quoted(str(found.tag))};"] if found.tag_field else []
    fields = map(_field, found.fields)
    head = f"{_comment(struct)}export interface {struct.__name__}"
    body = "\n".join([*tag, *fields])
    return f"{head} {{\n{body}\n}}\n" if body else f"{head} {{}}\n"


def _field(field: inspect.Field) -> str:
    """What a sender may leave out is optional. The server leaves null out; a client takes both for the same."""
    return f"  {field.encode_name}{'' if field.required else '?'}: {_type(field.type)};"


def _type(type: Any) -> str:
    match type:
        case inspect.Metadata():
            return _type(type.type)
        case inspect.StructType():
            return str(type.cls.__name__)
        case inspect.ListType():
            item = _type(type.item_type)
            return f"({item})[]" if " " in item else f"{item}[]"
        case inspect.DictType():
            return f"Record<string, {_type(type.value_type)}>"
        case inspect.UnionType():
            return " | ".join(dict.fromkeys(_type(each) for each in type.types))
        case inspect.LiteralType():
            return _literal(tuple(str(word) for word in type.values))
    return _WORDS[type.__class__]


def _literal(words: tuple[str, ...]) -> str:
    """The name of a closed set of words where it has one."""
    return _NAMES.get(frozenset(words)) or " | ".join(map(_quoted, words))


def _replies() -> str:
    lines = [f"  {_key(VERBS[command].name)}: {VERBS[command].reply.__name__};" for command in INPUTS]
    return "\n".join(["/** What each command is answered with. */", "export interface Replies {", *lines, "}", ""])


def _error_codes() -> list[str]:
    refusals = [value for value in vars(errors).values() if isinstance(value, type)]
    return list(dict.fromkeys(each.code for each in refusals if issubclass(each, errors.DomainError)))


def _limits() -> str:
    lines = [f"  {name}: {_grouped(most)}," for name, most in settings.LIMITS.items()]
    return "\n".join(
        [
            "/** How much of a thing this server takes, as `welcome.limits` says. */",
            "export const LIMITS = {",
            *lines,
            "} as const;",
            "",
        ]
    )


def _grouped(number: int) -> str:
    return f"{number:_}"


def _alias(name: str, options: Iterable[str]) -> str:
    options = list(options)
    line = f"export type {name} = {' | '.join(options)};"
    if len(line) > _WIDTH:
        line = "\n".join([f"export type {name} =", *(f"  | {option}" for option in options)]) + ";"
    return f"{line}\n"


def _comment(struct: type) -> str:
    words = python.cleandoc(struct.__doc__ or "")
    if not words:
        return ""
    if "\n" not in words:
        return f"/** {words} */\n"
    return "/**\n" + textwrap.indent(words, " * ", lambda line: True).replace(" * \n", " *\n") + "\n */\n"


def _key(name: str) -> str:
    return name if name.isidentifier() else _quoted(name)


def _quoted(word: str) -> str:
    return f'"{word}"'
