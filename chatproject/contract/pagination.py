"""Pages are always bounded: {items, next_cursor?}, requested with `cursor` and `limit`."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from django.conf import settings

from chatproject.contract.errors import Invalid

T = TypeVar("T")
DEFAULT_LIMIT = 50
#: A time in a cursor, which has its zone.
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Page(msgspec.Struct, Generic[T], omit_defaults=True, frozen=True):
    """One page of a list; without `next_cursor` it is the last."""

    items: list[T]
    next_cursor: str | None = None


def page_limit(value: str | int | None, default: int = DEFAULT_LIMIT) -> int:
    """Returns a limit from 1 to 200. Larger values become 200; smaller ones raise Invalid."""
    if value is None or value == "":
        return default
    try:
        limit = int(value)
    except ValueError as error:
        raise Invalid("limit must be a number.", fields={"limit": ["Not a number."]}) from error
    if limit < 1:
        raise Invalid("limit must be at least 1.", fields={"limit": ["At least 1."]})
    return min(limit, settings.LIMITS["page"])


def make_cursor(*values: Any) -> str:
    """Returns an opaque token for the position after the last item."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).rstrip(b"=").decode()


def read_cursor(cursor: str | None, *types: type) -> tuple[Any, ...] | None:
    """Returns the values of a cursor with the given types, or None for the first page.

    Raises Invalid for anything else.
    """
    if not cursor:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values: tuple[Any, ...] = msgspec.json.decode(raw, type=tuple[types])  # type: ignore[valid-type]
    except (binascii.Error, msgspec.DecodeError, ValueError) as error:
        raise _not_ours() from error
    if not all(map(_is_storable, values)):
        raise _not_ours()
    return values


def _is_storable(value: Any) -> bool:
    """Whether one of our cursors can hold it: a text without NUL, a number from 0 that PostgreSQL can store."""
    return "\0" not in value if isinstance(value, str) else not isinstance(value, int) or 0 <= value < 2**63


def _not_ours() -> Invalid:
    return Invalid("cursor must come from a page of this list.", fields={"cursor": ["Unknown."]})


def paginate(rows: Sequence[T], limit: int, cursor_of: Any) -> tuple[list[T], str | None]:
    """Cuts `limit + 1` fetched rows to a page, and returns the cursor of the next one if there are more."""
    items = list(rows[:limit])
    return items, cursor_of(items[-1]) if len(rows) > limit else None
