"""`manage.py doctor`: each fault is found, and described with what to do."""

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import trustme

from chatproject.celery import app
from chatproject.health import doctor, push_keys
from chatproject.health.doctor import outside, pushing, services
from chatproject.health.doctor import settings as examined_settings
from chatproject.health.examining import Part
from notifications.delivery.vapid import signer

CONTACT = "mailto:postmaster@example.org"
OTHER_KEY = "another-key-0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"


def only(parts: Iterator[Part]) -> Part:
    (part,) = parts
    return part


def test_doctor_names_the_variable_that_was_meant_when_nothing_reads_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_PASSWORD", "x")
    part = only(examined_settings.unknown_variables())
    assert (part.name, part.is_well) == ("variable.EMAIL_PASSWORD", False)
    assert "EMAIL_HOST_PASSWORD" in part.advice


@pytest.mark.parametrize(("mode", "is_well"), [(0o600, True), (0o640, True), (0o644, False)])
def test_doctor_finds_secrets_that_everybody_may_read(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, mode: int, is_well: bool
) -> None:
    settings.DATA_DIR = tmp_path
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        key = Path(folder) / "key"
        key.write_text(OTHER_KEY)
        key.chmod(mode)
        monkeypatch.setenv("METRICS_TOKEN_FILE", str(key))
        part = only(examined_settings.readable_secrets())
    assert part.is_well == is_well
    assert is_well or f"chmod o-rwx {key}" in part.advice


@contextmanager
def tls(certificate: trustme.LeafCert) -> Iterator[int]:
    """Yields the port of a server that completes one handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)

    def answer() -> None:
        line, _ = listener.accept()
        with line:
            try:
                context.wrap_socket(line, server_side=True).close()
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    ("days", "is_known", "words"),
    [
        (60, True, "valid for 60 more days"),
        (3, True, "valid for 3 more days"),
        (-1, True, "certificate has expired"),
        (60, False, "the certificate is not accepted"),
    ],
)
def test_doctor_examines_the_certificate_of_the_site(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, days: int, is_known: bool, words: str
) -> None:
    authority = trustme.CA()
    ends = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days, minutes=10)
    known = tmp_path / "ca.pem"
    (authority if is_known else trustme.CA()).cert_pem.write_to_path(str(known))
    monkeypatch.setenv("SSL_CERT_FILE", str(known))
    with tls(authority.issue_cert("localhost", not_before=ends - datetime.timedelta(90), not_after=ends)) as port:
        settings.SITE_URL = f"https://localhost:{port}"
        part = only(outside.certificates())
    assert words in part.detail
    assert part.is_well == (days == 60 and is_known)


@pytest.mark.parametrize(
    ("page", "handshake", "words"),
    [
        (200, 401, "passes on pages and WebSockets"),
        (400, 401, "does not pass on the Host"),
        (502, 401, "the page to sign in answers 502"),
        (200, 404, "does not let WebSockets through"),
        (200, 500, "the server answers 500 to WebSockets"),
    ],
)
def test_doctor_examines_what_the_proxy_passes_on(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, page: int, handshake: int, words: str
) -> None:
    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(handshake if self.path == "/ws/v1" else page)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    authority, known = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(known))
    monkeypatch.setenv("SSL_CERT_FILE", str(known))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever).start()
        settings.SITE_URL = f"https://localhost:{server.server_port}"
        part = only(outside.proxy())
        server.shutdown()
    assert words in part.detail
    assert part.is_well == (page == 200 and handshake == 401)


def test_doctor_says_that_nothing_speaks_tls_when_the_proxy_is_down(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings.SITE_URL = f"https://localhost:{port}"
    part = only(outside.certificates())
    assert f"nothing speaks TLS at port {port}" in part.detail
    assert "firewall" in part.advice


def test_doctor_says_what_to_correct_when_the_broker_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(services.broker()).is_well
    monkeypatch.setattr(app.conf, "broker_url", "redis+socket:///nowhere/valkey.sock")
    part = only(services.broker())
    assert not part.is_well
    assert "CELERY_BROKER_URL" in part.advice


@pytest.mark.django_db
def test_doctor_finds_the_services_well() -> None:
    parts = [*services.database_version(), *services.valkey_version(), *services.clocks(), *services.store()]
    assert [part.name for part in parts if not part.is_well] == []
    assert {part.name for part in parts} == {"database.version", "valkey.version", "valkey.memory", "clock", "store"}


@pytest.mark.django_db
def test_health_says_which_key_is_missing_when_the_servers_push_key_does_not_unseal(settings: Any) -> None:
    signer()
    (key,) = push_keys.examine()
    assert key.is_well
    settings.ENCRYPTION_KEYS = [OTHER_KEY]
    (key,) = push_keys.examine()
    assert not key.is_well
    assert "ENCRYPTION_KEYS" in key.advice


@pytest.mark.django_db
def test_health_and_doctor_find_keys_of_push_services_that_are_none(settings: Any) -> None:
    settings.VAPID_SUBJECT = CONTACT
    settings.APNS_KEY = settings.FCM_CREDENTIALS = settings.PUSH_CA = __file__
    assert {key.name for key in push_keys.examine() if not key.is_well} == {"push.fcm", "push.apns"}
    assert {part.name for part in pushing.push() if not part.is_well} == {"push.authorities"}


def test_doctor_examines_the_rest_when_one_part_cannot_be_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Iterator[Part]:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(doctor, "CHECKS", {"first": broken, "second": lambda: [Part("second", True, "is well")]})
    first, second = doctor.examine()
    assert (first.is_well, first.detail) == (False, "cannot be examined: no such thing")
    assert second.is_well
