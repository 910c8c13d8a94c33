"""When the certificates of the public addresses end, as visitors see them. Looked up now and then; Valkey stores it."""

import logging
import socket
import ssl
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.core.cache import cache

log = logging.getLogger(__name__)

_PATIENCE = 5
_KEY = "certificates"
#: Seconds after which what was seen is no longer known.
_KEPT = 6 * 3600
DAY = 24 * 3600


def addresses() -> Iterator[tuple[str, int]]:
    """Yields host and port of each public address that has a certificate."""
    for url in dict.fromkeys(filter(None, (settings.SITE_URL, settings.MEDIA_ORIGIN))):
        parts = urlsplit(url)
        if parts.scheme == "https":
            yield parts.hostname or "", parts.port or 443


def look() -> None:
    """Records when each certificate ends. One that cannot be seen at the moment keeps its last record."""
    ends = dict(known())
    for host, port in addresses():
        try:
            ends[host] = end_of(host, port)
        except (OSError, ValueError) as error:
            log.warning("cannot see the certificate of %s: %s", host, error)
    if ends:
        cache.set(_KEY, ends, _KEPT)


def known() -> dict[str, float]:
    """Returns when the certificate of each host ends, in seconds since 1970."""
    hosts = {host for host, _ in addresses()}
    return {host: ends for host, ends in cache.get(_KEY, {}).items() if host in hosts}


def days_left(ends: float) -> float:
    return (ends - time.time()) / DAY


def end_of(host: str, port: int) -> float:
    """Returns the end of the certificate that a server shows, whether it is trusted or not. Raises OSError."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, port), _PATIENCE) as line,
        context.wrap_socket(line, server_hostname=host) as encrypted,
    ):
        shown = encrypted.getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(shown or b"").not_valid_after_utc.timestamp()
