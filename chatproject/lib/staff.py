"""What the apps' admin pages share."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest


class OfferedFilters:
    """Lists are filtered by what is offered, and by nothing else.

    Django lets the address ask about any field, shown or not: `?body__startswith=a` would spell out
    what is hidden, letter by letter.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        offered: Iterable[Any] = self.get_list_filter(request)  # type: ignore[attr-defined]
        names = (each if isinstance(each, str) else each[0] for each in offered)
        return any(lookup == name or lookup.startswith(f"{name}__") for name in names)


class Looking(OfferedFilters):
    """Staff who may view these see them; nobody adds, changes or deletes them.

    What is written by hand has no rev and no event: changing is the operations' business.
    """

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
