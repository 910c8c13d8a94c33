"""The numbers on the admin's first page. Each app adds its own; staff see those of what they may view."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Count:
    """`number` is asked when the page is drawn, of those who have `permission`; `link` shows what it counts."""

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
