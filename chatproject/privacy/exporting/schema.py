"""Describes the lists of an export as a JSON schema, from the columns of the tables."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from chatproject.personal import Section

_TYPES: tuple[tuple[type[models.Field], dict[str, Any]], ...] = (  # type: ignore[type-arg]
    (models.UUIDField, {"type": "string", "format": "uuid"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.TimeField, {"type": "string", "format": "time"}),
    (models.BooleanField, {"type": "boolean"}),
    (models.IntegerField, {"type": "integer"}),
    (models.CharField, {"type": "string"}),
    (models.TextField, {"type": "string"}),
    (models.JSONField, {}),
)


def schema_of(sections: list[tuple[type[models.Model], Section]]) -> dict[str, Any]:
    """Returns the schema of the file of each list, by its name."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Everything that a Parlance server holds of a person",
        "type": "object",
        "properties": {section.name: _list(model, section) for model, section in sections},
        "additionalProperties": False,
    }


def _list(model: type[models.Model], section: Section) -> dict[str, Any]:
    columns = {name: _column(model, section, name) for name in section.columns}
    row = {"type": "object", "properties": columns, "required": list(columns), "additionalProperties": False}
    return {"title": section.title, "type": "array", "items": row}


def _column(model: type[models.Model], section: Section, name: str) -> dict[str, Any]:
    if name in section.types:
        return _nullable({"type": section.types[name]})
    field = field_of(model, name)
    if isinstance(field, models.ForeignKey):
        found = _type(field.target_field)
    elif hasattr(field, "base_field"):
        found = {"type": "array", "items": _type(field.base_field)}
    else:
        found = _type(field)
    return _nullable(found) if field.null or "__" in name else found


def field_of(model: type[models.Model], name: str) -> Any:
    """Returns the column at a path."""
    *path, last = name.split("__")
    for step in path:
        related = model._meta.get_field(step).related_model
        assert isinstance(related, type)
        model = related
    try:
        return model._meta.get_field(last)
    except FieldDoesNotExist:
        return next(field for field in model._meta.concrete_fields if field.attname == last)


def _type(field: Any) -> dict[str, Any]:
    return dict(next(described for kind, described in _TYPES if isinstance(field, kind)))


def _nullable(described: dict[str, Any]) -> dict[str, Any]:
    return {**described, "type": [described["type"], "null"]} if described.get("type") else described
