"""Whether a request came over TLS, from ASGI's scope, by the rules with which Django examines its own request."""

from typing import Any

from django.conf import settings


def is_secure(scope: Any) -> bool:
    """Whether the visitor used https or wss, according to the proxy if the settings trust one."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        forwarded = header(scope, name.removeprefix("HTTP_").replace("_", "-").lower().encode())
        if forwarded is not None:
            return forwarded.split(",")[0].strip() == value
    return scope.get("scheme") in ("wss", "https")


def header(scope: Any, name: bytes) -> str | None:
    """Returns the first header with this name, which is in lower case."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)
