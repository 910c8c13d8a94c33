"""What must hold before anybody signs in here."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_KEY = 32


@register(Tags.security)
def signing_key(**_: Any) -> list[CheckMessage]:
    """Tokens are signed by a key of their own: who learns one secret has not learned the other."""
    key = settings.SIMPLE_JWT["SIGNING_KEY"]
    if len(key) < SHORTEST_KEY:
        hint = f"Set it to at least {SHORTEST_KEY} random characters."
        return [Error("JWT_SIGNING_KEY is missing or too short.", hint=hint, id="accounts.E001")]
    if key == settings.SECRET_KEY:
        return [Error("JWT_SIGNING_KEY and SECRET_KEY are the same.", id="accounts.E002")]
    return []
