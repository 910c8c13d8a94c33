"""OpenAPI from the contract's Structs: each view declares what it reads and returns."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_doc
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from chatproject.contract.commands.socket import CommandInput
from chatproject.contract.describing import describe_parameters, describe_tags
from chatproject.contract.objects.base import ErrorBody
from chatproject.contract.pagination import Page
from chatproject.contract.portable import make_portable

REF = "#/components/schemas/{name}"
_documented: set[Any] = {ErrorBody}

PAGE_PARAMETERS = {"cursor": str, "limit": int}


class RouteSchema(AutoSchema):
    """The documentation of a route, named after its path and described by its method's docstring."""

    def get_operation_id(self) -> str:
        """`get_conversation_messages`, `delete_conversation_member`: a parameter makes the noun before it singular."""
        words: list[str] = [self.method.lower()]
        for part in self.path.removeprefix("/api/v1").strip("/").split("/"):
            if part.startswith("{"):
                words[-1] = words[-1].removesuffix("s")
            else:
                words.append(part.replace("-", "_"))
        return "_".join(words)

    def _get_request_body(self, direction: str = "request") -> Any:
        """A DELETE may have a body too; drf-spectacular only reads those of other methods."""
        method = self.method
        if method == "DELETE" and self.get_request_serializer() is not None:
            self.method = "POST"
        try:
            return super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        finally:
            self.method = method

    def get_description(self) -> str:  # type: ignore[override]
        return get_doc(getattr(self.view, self.method.lower()))


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
    csv: bool = False,
) -> Callable[[Any], Any]:
    """Documents a view's method by its types.

    `also` are further success statuses (200 besides 201), `page` means that `response` is the item of a list, `public`
    that it needs no sign-in, `csv` that it also answers with a table (chatproject/rest/csv.py).
    """
    type = Page[response] if page else response
    answers = {status: type, **(also or {})}
    responses: dict[Any, Any] = {
        code: OpenApiResponse(_reference(shape) if shape is not None else None, description="Success.")
        for code, shape in answers.items()
    }
    if csv:
        responses[status, "application/json"] = responses.pop(status)
        responses[status, "text/csv"] = OpenApiResponse(str, description="Success.")
    responses["4XX"] = OpenApiResponse(_reference(ErrorBody), description="A refusal.")
    parameters = [
        OpenApiParameter(name, kind, OpenApiParameter.QUERY)
        for name, kind in {**(query or {}), **(PAGE_PARAMETERS if page else {})}.items()
    ]
    return extend_schema(
        summary=summary,
        request=_request(request),
        responses=responses,
        parameters=parameters,
        auth=[] if public else None,
    )


def _request(type: Any) -> Any:
    """Returns a JSON body, or bytes. Clients need not name the type of bytes: the server detects it."""
    if type is None:
        return None
    if type is bytes:
        return {"application/octet-stream": {"type": "string", "format": "binary"}}
    return {"application/json": _reference(type)}


def add_components(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A post-processing hook of drf-spectacular: defines the components that the views refer to."""
    types = sorted(_documented, key=str)
    schemas = msgspec.json.schema_components(types, ref_template=REF)[1]
    commands = {
        type.__name__ for type in types if isinstance(type, msgspec.StructMeta) and issubclass(type, CommandInput)
    }
    for path, operations in result["paths"].items():
        in_path = set(re.findall(r"{(\w+)}", path))
        for operation in operations.values():
            _read_as_body(operation, commands, in_path, schemas)
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
            _say_who_may(operation)
            describe_parameters(operation)
    for name in commands:
        del schemas[name]
    make_portable(schemas, types, _reachable(result, schemas))
    result["servers"] = [{"url": "/", "description": "The server that this document comes from."}]
    describe_tags(result)
    result.setdefault("components", {})["schemas"] = dict(sorted(schemas.items()))
    return _with_pages_named(result)


def _say_who_may(operation: dict[str, Any]) -> None:
    """Each way to sign in is enough on its own; `[]` is public."""
    ways = operation.get("security", [])
    operation["security"] = [{name: scopes} for way in ways for name, scopes in way.items()]


def _reachable(result: dict[str, Any], schemas: dict[str, Any]) -> set[str]:
    """Returns the names of all schemas in requests."""
    operations = [operation for path in result["paths"].values() for operation in path.values()]
    waiting = _names([operation["requestBody"] for operation in operations if "requestBody" in operation])
    names_seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in names_seen:
            names_seen.add(name)
            waiting |= _names(schemas[name])
    return names_seen


def _names(schema: Any) -> set[str]:
    return set(re.findall(r"#/components/schemas/([\w.-]+)", msgspec.json.encode(schema).decode()))


def _with_pages_named(result: dict[str, Any]) -> dict[str, Any]:
    """Names a page of messages MessagePage; msgspec would name it Page_Message_."""
    text = re.sub(r"\bPage_(\w+)_(?=\W)", r"\1Page", msgspec.json.encode(result).decode())
    named: dict[str, Any] = msgspec.json.decode(text)
    return named


def _read_as_body(operation: dict[str, Any], commands: set[str], in_path: set[str], schemas: dict[str, Any]) -> None:
    """Removes the fields from a command's body that the path and the method already give."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    if name not in commands:
        return
    known = {"type", "id", *in_path}
    whole = schemas[name]
    body = f"{name}Body"
    schemas[body] = {
        **whole,
        "title": body,
        "properties": {field: schema for field, schema in whole["properties"].items() if field not in known},
        "required": [field for field in whole["required"] if field not in known],
    }
    content["schema"] = {"$ref": REF.format(name=body)}
