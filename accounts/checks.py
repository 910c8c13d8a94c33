"""Conditions for accepting sign-ins on this server."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_KEY = 32


@register(Tags.security)
def signing_key(**_: Any) -> list[CheckMessage]:
    """Tokens have a signing key of their own, so that one leaked secret does not reveal the other."""
    key = settings.SIMPLE_JWT["SIGNING_KEY"]
    if len(key) < SHORTEST_KEY:
        hint = f"Set it to at least {SHORTEST_KEY} random characters."
        return [Error("JWT_SIGNING_KEY is missing or too short.", hint=hint, id="accounts.E001")]
    if key == settings.SECRET_KEY:
        return [Error("JWT_SIGNING_KEY and SECRET_KEY are the same.", id="accounts.E002")]
    return []
