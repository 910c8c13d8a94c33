"""The base of all objects of the wire contract."""

from typing import Annotated

from msgspec import Meta, Struct

#: The largest integer that browsers represent exactly.
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Shape(Struct, omit_defaults=True, kw_only=True, gc=False):
    """Leaves out optional fields without a value."""


class Moved(Shape):
    """The new rev of an object."""

    rev: int


class Nothing(Shape):
    """The operation succeeded and returns nothing."""


class ErrorBody(Shape):
    """An error, the same for REST and the socket. A failure of the server names the `trace` by which its log has it."""

    code: str
    detail: str
    fields: dict[str, list[str]] | None = None
    retry_after_ms: int | None = None
    trace: str | None = None
