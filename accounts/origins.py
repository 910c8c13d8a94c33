"""Origins whose pages may open a socket with their visitor's cookie."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

LOCAL_HOSTS = [".localhost", "127.0.0.1", "[::1]"]


def is_allowed_origin(origin: str, *, host: str, secure: bool) -> bool:
    """Whether `origin` belongs to this server: it is the host that it calls, or named in CSRF_TRUSTED_ORIGINS.

    This is the rule of Django's CSRF check for a form, so that a deployment configures it once. Scheme and port count;
    a missing origin, or the `null` of a sandboxed frame, is foreign.
    """
    if _is_trusted(origin.lower()):
        return True
    domain, _ = split_domain_port(host)
    hosts = settings.ALLOWED_HOSTS or (LOCAL_HOSTS if settings.DEBUG else [])
    if not domain or not validate_host(domain, hosts):
        return False
    return origin.lower() == f"{'https' if secure else 'http'}://{host.lower()}"


def _is_trusted(origin: str) -> bool:
    scheme, _, netloc = origin.partition("://")
    for trusted in settings.CSRF_TRUSTED_ORIGINS:
        parts = urlsplit(trusted.lower())
        if parts.netloc.startswith("*."):
            if scheme == parts.scheme and netloc.endswith(parts.netloc[1:]):
                return True
        elif origin == trusted.lower():
            return True
    return False
