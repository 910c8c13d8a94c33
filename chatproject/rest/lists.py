"""Pages of rows in the order of their ids."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet, UUIDField
from rest_framework.request import Request

from chatproject.contract.pagination import Page, make_cursor, page_limit, paginate, read_cursor

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def page_of(
    rows: QuerySet[M, M], request: Request, render: Callable[[M], T], *, is_oldest_first: bool = False
) -> Page[T]:
    """Returns the page of these rows that the request's `cursor` and `limit` ask for, the latest first."""
    limit = page_limit(request.query_params.get("limit"))
    key = UUID if isinstance(rows.model._meta.pk, UUIDField) else int
    if place := read_cursor(request.query_params.get("cursor"), key):
        rows = rows.filter(**{"pk__gt" if is_oldest_first else "pk__lt": place[0]})
    ordered = rows.order_by("pk" if is_oldest_first else "-pk")
    page, next_cursor = paginate(list(ordered[: limit + 1]), limit, lambda row: make_cursor(row.pk))
    return Page([render(row) for row in page], next_cursor)
