"""What all objects of the wire contract have in common."""

from typing import Annotated

from msgspec import Meta, Struct

#: What a browser's numbers hold exactly.
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Shape(Struct, omit_defaults=True, kw_only=True, gc=False):
    """Without the optional fields that say nothing."""


class Moved(Shape):
    """The rev an object now has."""

    rev: int


class Nothing(Shape):
    """Done, and nothing more to say."""


class ErrorBody(Shape):
    """A refusal, the same through every endpoint."""

    code: str
    detail: str
    fields: dict[str, list[str]] | None = None
    retry_after_ms: int | None = None
