"""Changes a JSON schema from msgspec for the generators of clients.

Fields that may be absent are optional, never null. Enumerations in responses may grow: they are strings that list the
current values. Times have the date-time format. Integers have 64 bits. Patterns are ECMA-262.
"""

import inspect as python_inspect
import json
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import inspect

Schema = dict[str, Any]

NULL = {"type": "null"}
MORE_MAY_COME = "More values may be added; clients accept unknown ones."


def make_portable(schemas: dict[str, Schema], types: Iterable[Any], inputs: set[str]) -> None:
    """Changes the schemas of `types` in place;

    `inputs` name those that a client sends, whose enumerations are closed.
    """
    moments = {(struct.cls.__name__, field.encode_name) for struct, field in _fields(types) if _is_moment(field.type)}
    for name, schema in schemas.items():
        if "description" in schema:
            schema["description"] = python_inspect.cleandoc(schema["description"])
        for field, property_schema in schema.get("properties", {}).items():
            if (name, field) in moments:
                _mark_moment(property_schema)
        _refine(schema, is_open=name not in inputs)
        for property_schema in schema.get("properties", {}).values():
            _describe_default(property_schema)


def ecma(pattern: str) -> str:
    r"""Returns a pattern in ECMA-262, in which `$` matches at the very end, as Python's `\Z` does."""
    return pattern.replace(r"\Z", "$")


def _refine(schema: Any, *, is_open: bool) -> None:
    if isinstance(schema, list):
        for each in schema:
            _refine(each, is_open=is_open)
    if not isinstance(schema, dict):
        return
    _drop_null(schema)
    if isinstance(schema.get("pattern"), str):
        schema["pattern"] = ecma(schema["pattern"])
    if schema.get("type") == "integer":
        schema.setdefault("format", "int64")
    if isinstance(schema.get("enum"), list):
        _say_words(schema, is_open=is_open)
    for key, each in schema.items():
        if key not in ("enum", "default", "examples"):
            _refine(each, is_open=is_open)


def _drop_null(schema: Schema) -> None:
    """An optional field without a value is absent. If a client sends null, it means the same, or `clear`."""
    if NULL not in schema.get("anyOf", []):
        return
    rest = [each for each in schema.pop("anyOf") if each != NULL]
    schema.update(rest[0] if len(rest) == 1 else {"anyOf": rest})
    if schema.get("default", ...) is None:
        del schema["default"]


def _describe_default(schema: Schema) -> None:
    """Moves the default into the description: generators assume that a field with a default is always present."""
    if "default" in schema:
        usual = json.dumps(schema.pop("default"))
        schema["description"] = " ".join(filter(None, [schema.get("description"), f"Absent: `{usual}`."]))


def _say_words(schema: Schema, *, is_open: bool) -> None:
    """Describes the values of an enumeration. A tag has one value and stays closed."""
    schema["type"] = "string"
    if is_open and len(schema["enum"]) > 1:
        words = schema["x-extensible-enum"] = schema.pop("enum")
        schema["description"] = f"{', '.join(f'`{word}`' for word in words)}. {MORE_MAY_COME}"


def _mark_moment(schema: Schema) -> None:
    for each in [schema, *schema.get("anyOf", [])]:
        if each.get("type") == "string":
            each["format"] = "date-time"


def _is_moment(type: Any) -> bool:
    parts = type.types if isinstance(type, inspect.UnionType) else (type,)
    return any(isinstance(getattr(part, "type", part), inspect.DateTimeType) for part in parts)


def _fields(types: Iterable[Any]) -> Iterator[tuple[Any, inspect.Field]]:
    """Yields every field of every reachable Struct once."""
    seen: set[Any] = set()
    waiting: list[Any] = list(inspect.multi_type_info(list(types)))
    while waiting:
        info = waiting.pop()
        if isinstance(info, inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            yield from ((info, field) for field in info.fields)
            waiting.extend(field.type for field in info.fields)
        else:
            inner = [getattr(info, name, None) for name in ("type", "item_type", "value_type")]
            waiting.extend([*getattr(info, "types", ()), *filter(None, inner)])
