"""Decodes and encodes JSON, with the contract's errors for invalid data."""

import re
from typing import Any, TypeVar

import msgspec
from msgspec.structs import asdict

from chatproject.contract.errors import Invalid

T = TypeVar("T")

encode = msgspec.json.Encoder().encode
# Every alternative is possessive and never backtracks: a frame is read once, whatever it contains.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z|\\\Z)|[{}\[\]:,]', re.DOTALL)
_PATH = re.compile(r"^(?P<problem>.*?) - at `\$(?P<path>.*)`$")


def invalid(error: Exception) -> Invalid:
    """Returns the contract's `invalid`, with the field if the decoder named one."""
    match = _PATH.match(str(error))
    if match is None:
        return Invalid(str(error))
    field = match["path"].lstrip(".") or "body"
    return Invalid(f"{field}: {match['problem']}", fields={field: [match["problem"]]})


def decode(data: bytes | str) -> Any:
    """Returns any JSON value. Raises Invalid."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid("The body must be JSON.") from error


def shape(data: Any, type: type[T]) -> T:
    """Returns plain data as one of the contract's types. Raises Invalid with the field's name."""
    try:
        return msgspec.convert(data, type)
    except (msgspec.ValidationError, RecursionError) as error:
        raise invalid(error) from error


def changes(command: msgspec.Struct) -> dict[str, Any]:
    """Returns the fields of a change; those that its `clear` names are None, for clients that cannot send null."""
    fields = asdict(command)
    return fields | dict.fromkeys(fields.pop("clear"))


def readable_id(text: str) -> str | None:
    """Returns the `id` of an object that cannot be decoded, or None if it has none.

    Reads tokens and no values, so that half a character, deep nesting or a wrong type elsewhere does not hide the id.
    """
    if not text.lstrip().startswith("{"):
        return None
    depth = 0
    found = before = key = ""
    for word in (match[0] for match in _TOKEN.finditer(text)):
        if word in "{[":
            depth += 1
        elif word in "}]":
            depth -= 1
        elif depth == 1 and key == '"id"' and before == ":" and word.startswith('"'):
            found = word
        key, before = before, word
    try:
        return msgspec.json.decode(found, type=str) or None
    except (msgspec.DecodeError, UnicodeError):
        return None
