"""The audit trail as a file: CSV for spreadsheets, JSON for programs. It is sent in pages and never held in memory."""

import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from accounts.staff.models import StaffAct

FIELDS = (
    "id",
    "created_at",
    "actor_id",
    "actor_name",
    "act",
    "object_type",
    "object_id",
    "reason",
    "address",
    "device",
)
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_PAGE = 1_000


def exported(acts: QuerySet[StaffAct], form: str) -> StreamingHttpResponse:
    """Returns a download of these entries, oldest first. `form` is one of TYPES."""
    lines = {"csv": _csv_lines, "json": _json_lines}[form]
    response = StreamingHttpResponse(_pages(acts.order_by("pk"), lines), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="audit.{form}"'
    return response


Lines = Callable[[list[dict[str, Any]], bool, bool], str]


async def _pages(acts: QuerySet[StaffAct], lines: Lines) -> AsyncIterator[str]:
    after, is_first, is_last = 0, True, False
    while not is_last:
        rows = await _page(acts, after)
        is_last = len(rows) < _PAGE
        yield lines(rows, is_first, is_last)
        after, is_first = rows[-1]["id"] if rows else after, False


@sync_to_async
def _page(acts: QuerySet[StaffAct], after: int) -> list[dict[str, Any]]:
    return list(acts.filter(pk__gt=after).values(*FIELDS)[:_PAGE])


def _csv_lines(rows: list[dict[str, Any]], is_first: bool, is_last: bool) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS)
    if is_first:
        writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    """A spreadsheet would run a text that begins like a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _json_lines(rows: list[dict[str, Any]], is_first: bool, is_last: bool) -> str:
    content = ",\n".join(json.dumps(row, default=str) for row in rows)
    return ("[" if is_first else ",\n" if rows else "") + content + ("]\n" if is_last else "")
