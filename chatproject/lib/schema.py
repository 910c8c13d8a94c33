"""OpenAPI out of the contract's Structs: what a view reads and answers, said once beside it."""

from collections.abc import Callable
from typing import Any

import msgspec
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from chatproject.lib.pagination import Page
from chatproject.lib.shapes import ErrorBody

REF = "#/components/schemas/{name}"
_documented: set[Any] = {ErrorBody}

PAGE_PARAMETERS = {"cursor": str, "limit": int}


def _reference(type: Any) -> dict[str, Any]:
    _documented.add(type)
    schemas: tuple[dict[str, Any], ...]
    schemas, _ = msgspec.json.schema_components([type], ref_template=REF)
    return dict(schemas[0])


def documented(
    summary: str,
    *,
    request: Any = None,
    response: Any = None,
    status: int = 200,
    also: dict[int, Any] | None = None,
    query: dict[str, type] | None = None,
    page: bool = False,
    public: bool = False,
) -> Callable[[Any], Any]:
    """Document a view's method by its types.

    `also` are further success statuses (200 beside 201), `page` says that `response` is the item of a
    list, `public` that it answers without signing in.
    """
    type = Page[response] if page else response
    answers = {status: type, **(also or {})}
    responses: dict[Any, Any] = {
        code: OpenApiResponse(_reference(shape) if shape is not None else None, description="Success.")
        for code, shape in answers.items()
    }
    responses["4XX"] = OpenApiResponse(_reference(ErrorBody), description="A refusal.")
    parameters = [
        OpenApiParameter(name, kind, OpenApiParameter.QUERY)
        for name, kind in {**(query or {}), **(PAGE_PARAMETERS if page else {})}.items()
    ]
    return extend_schema(
        summary=summary,
        request={"application/json": _reference(request)} if request is not None else None,
        responses=responses,
        parameters=parameters,
        auth=[] if public else None,
    )


def add_components(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """drf-spectacular's post-processing hook: define what the views referred to."""
    types = sorted(_documented, key=str)
    _, components = msgspec.json.schema_components(types, ref_template=REF)
    result.setdefault("components", {}).setdefault("schemas", {}).update(components)
    return result
