"""Validates the push address that a browser registers: it comes from outside, and this server sends requests to it."""

from urllib.parse import urlsplit

from django.conf import settings

MOST_CHARACTERS = 2048


class Forbidden(ValueError):
    """The reason why this server sends nothing to the address."""


def checked_endpoint(address: str) -> str:
    """Returns the address if it is https and belongs to a push service in settings.PUSH_HOSTS.

    Without this check, anyone could make this server send requests into its own network. A host that is listed with its
    port may also use http, for development and tests.
    """
    if len(address) > MOST_CHARACTERS or not address.isascii() or not address.isprintable() or " " in address:
        raise Forbidden("endpoint must be a URL of at most 2048 characters.")
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise Forbidden("endpoint must be a URL.") from error
    if parts.username is not None or parts.password is not None or "\\" in address or parts.fragment:
        raise Forbidden("endpoint must have no username, password or fragment.")
    if not address.startswith(("http://", "https://")) or not host:
        raise Forbidden("endpoint must be an https URL.")
    if port is not None and f"{host}:{port}" in settings.PUSH_HOSTS:
        return address
    if parts.scheme != "https" or port is not None:
        raise Forbidden("endpoint must be an https URL without a port.")
    if not any(_is_of(host, known) for known in settings.PUSH_HOSTS):
        raise Forbidden("endpoint must belong to a push service that this server allows.")
    return address


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _is_of(host: str, known: str) -> bool:
    return host.endswith(known) if known.startswith(".") else host == known
