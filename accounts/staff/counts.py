"""The numbers on the admin's first page. Each app adds its own; staff see those that they have permission for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Count:
    """`number` runs when the page is rendered for staff with `permission`; `link` shows what it counts."""

    label: str
    permission: str
    link: str
    number: Callable[[], Any]


_counts: list[Count] = []


def add_count(count: Count) -> None:
    _counts.append(count)


def counts(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {"label": each.label, "link": each.link, "number": each.number()}
        for each in _counts
        if request.user.has_perm(each.permission)
    ]
