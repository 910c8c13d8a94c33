"""Variables of the server that every page receives."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.staff.standing import standing


def server(request: HttpRequest) -> dict[str, Any]:
    return {"server": SimpleLazyObject(standing)}
