"""The server as people and other servers see it: names, TLS, the proxy, mail."""

import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection

from chatproject.health.doctor.settings import is_production
from chatproject.health.examining import Part
from chatproject.settings.environment import server

_PATIENCE = 5
_DAY = 24 * 3600
#: Days. Certificates of 90 days are usually renewed 30 days before they end.
_ENDS_SOON = 14
_HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "ZG9jdG9yLWRvY3Rvci1kbw==",
    "Sec-WebSocket-Protocol": "chat.v1",
}
_CONFIGURE = "Configure it as deploy/nginx.conf does."


def web() -> Iterator[Part]:
    """A web process of this machine, without the proxy."""
    where = server.BIND.read(), server.PORT.read()
    advice = "Start `manage.py up` (systemctl start parlance), and read its lines (journalctl -u parlance)."
    try:
        answer = _get(HTTPConnection(*_reachable(where), timeout=_PATIENCE), "/readyz")
    except (OSError, HTTPException) as error:
        yield Part("web", False, f"no web process answers at {where[0]}:{where[1]}: {error}", advice)
    else:
        yield Part("web", answer.status == 200, f"/readyz answers {answer.status}", advice)


def names() -> Iterator[Part]:
    """Each of ALLOWED_HOSTS has an address, and links lead to one of them."""
    if not is_production():
        return
    for host in settings.ALLOWED_HOSTS:
        try:
            socket.getaddrinfo(host.strip("[]"), None)
        except OSError as error:
            advice = (
                "Give it an address where the name is administered (an A or AAAA record), or correct ALLOWED_HOSTS."
            )
            yield Part(f"name.{host}", False, f"has no address: {error}", advice)
        else:
            yield Part(f"name.{host}", True, "has an address")
    host = urlsplit(settings.SITE_URL).hostname or ""
    if host not in settings.ALLOWED_HOSTS:
        advice = "Set SITE_URL to one of ALLOWED_HOSTS, or add its host there."
        yield Part("name.site", False, f"links lead to {settings.SITE_URL}, which is not in ALLOWED_HOSTS", advice)


def certificates() -> Iterator[Part]:
    for url in filter(None, (settings.SITE_URL, settings.MEDIA_ORIGIN)):
        parts = urlsplit(url)
        if parts.scheme == "https":
            yield _certificate(parts.hostname or "", parts.port or 443)


def _certificate(host: str, port: int) -> Part:
    name = f"tls.{host}"
    try:
        with (
            socket.create_connection((host, port), _PATIENCE) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=host) as encrypted,
        ):
            ends = ssl.cert_time_to_seconds(str((encrypted.getpeercert() or {})["notAfter"]))
    except ssl.SSLCertVerificationError as error:
        advice = "Get a certificate for this name (certbot certonly), and give the proxy the whole chain."
        return Part(name, False, f"the certificate is not accepted: {error.verify_message}", advice)
    except OSError as error:
        advice = "Start the proxy, open the port in the firewall, and see that the name leads to this server."
        return Part(name, False, f"nothing speaks TLS at port {port}: {error}", advice)
    days = (ends - time.time()) / _DAY
    advice = "Renew it, and let the proxy read it again: `certbot renew`, `systemctl reload nginx`."
    return Part(name, days > _ENDS_SOON, f"the certificate is valid for {days:.0f} more days", advice)


def proxy() -> Iterator[Part]:
    """What the proxy passes on: the scheme, the host, and WebSockets."""
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https":
        return
    try:
        page = _get(_through(site.netloc), "/accounts/login/")
        handshake = _get(_through(site.netloc), "/ws/v1", _HANDSHAKE | {"Origin": settings.SITE_URL})
    except (OSError, HTTPException) as error:
        yield Part("proxy", False, f"{settings.SITE_URL} does not answer: {error}", "See the part tls above.")
        return
    if page.status in (301, 302) and page.headers.get("Location", "").startswith(settings.SITE_URL):
        yield Part("proxy", False, "it does not set X-Forwarded-Proto, so pages redirect to themselves", _CONFIGURE)
    elif page.status == 400:
        yield Part("proxy", False, "it does not pass on the Host that people ask for", _CONFIGURE)
    elif page.status != 200:
        advice = f"Start `manage.py up`, and see that the proxy leads to its port. {_CONFIGURE}"
        yield Part("proxy", False, f"the page to sign in answers {page.status}", advice)
    elif handshake.status >= 500:
        advice = "The output of `manage.py up` has the reason."
        yield Part("proxy", False, f"the server answers {handshake.status} to WebSockets at /ws/v1", advice)
    elif handshake.status not in (101, 401, 403):
        detail = f"it does not let WebSockets through: /ws/v1 answers {handshake.status}"
        yield Part("proxy", False, detail, f"It has to pass on the headers Upgrade and Connection. {_CONFIGURE}")
    else:
        yield Part("proxy", True, "passes on pages and WebSockets")


def mail() -> Iterator[Part]:
    if "smtp" not in settings.EMAIL_BACKEND:
        yield Part("mail", True, "is not sent by SMTP here")
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        line = get_connection()
        line.open()
        line.close()
    except smtplib.SMTPAuthenticationError as error:
        advice = "Correct EMAIL_HOST_USER and EMAIL_HOST_PASSWORD."
        yield Part("mail", False, f"{where} does not accept the account: {error}", advice)
    except (OSError, smtplib.SMTPException) as error:
        advice = "Correct EMAIL_HOST, EMAIL_PORT and EMAIL_TLS, or start the mail server."
        yield Part("mail", False, f"{where} does not accept mail: {error}", advice)
    else:
        yield Part("mail", True, f"{where} accepts mail")
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        advice = "Set EMAIL_FROM to an address of your domain."
        yield Part("mail.sender", False, f"{settings.DEFAULT_FROM_EMAIL} is refused by other servers", advice)


def _reachable(where: tuple[str, int]) -> tuple[str, int]:
    """A process that listens at every address is reached by loopback."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(where[0], where[0]), where[1]  # noqa: S104


def _through(netloc: str) -> HTTPSConnection:
    return HTTPSConnection(netloc, timeout=_PATIENCE, context=ssl.create_default_context())


def _get(line: HTTPConnection, path: str, headers: dict[str, str] | None = None) -> HTTPResponse:
    """Returns the head of the answer."""
    try:
        line.request("GET", path, headers=headers or {})
        return line.getresponse()
    finally:
        line.close()
