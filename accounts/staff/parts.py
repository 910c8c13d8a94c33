"""The parts of the installation, for the admin's first page. The project registers how to examine them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest

#: Returns rows of name, is_well, detail, advice and since.
Examine = Callable[[], Sequence[Any]]

_examine: Examine = tuple


def set_examine(examine: Examine) -> None:
    global _examine
    _examine = examine


def parts(request: HttpRequest) -> Sequence[Any]:
    """Returns every part, unwell ones first, for staff who may view the server's state."""
    if not request.user.has_perm("staff.view_serverstate"):
        return ()
    return sorted(_examine(), key=lambda part: part.is_well)
