"""JSON Schema, which is imported where it is needed: it takes seconds, and each process that collects tests would."""

from typing import Any


def assert_valid(schema: dict[str, Any], value: object) -> None:
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    assert [error.message for error in Draft202012Validator(schema).iter_errors(value)] == []
