"""The parts of the installation, for the admin's first page. The project registers how to examine them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest

#: Returns rows of name, is_well, detail, advice and since.
Examine = Callable[[], Sequence[Any]]
#: Returns rows of part, detail, began_at and ended_at, the latest first.
Recall = Callable[[], Sequence[Any]]

_examine: Examine = tuple
_recall: Recall = tuple


def set_examine(examine: Examine, recall: Recall) -> None:
    global _examine, _recall
    _examine, _recall = examine, recall


def history(request: HttpRequest) -> Sequence[Any]:
    """Returns what was not well lately, for staff who may view the server's state."""
    return _recall() if request.user.has_perm("staff.view_serverstate") else ()


def parts(request: HttpRequest) -> Sequence[Any]:
    """Returns every part, unwell ones first, for staff who may view the server's state."""
    if not request.user.has_perm("staff.view_serverstate"):
        return ()
    return sorted(_examine(), key=lambda part: part.is_well)
