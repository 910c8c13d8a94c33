"""What other servers have, and what workers did: certificates, the mail server, tasks."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import trustme
from django.core.mail import send_mail
from django.test import Client

from chatproject.health import certificates, examining, letters, workload
from chatproject.tasks import look_at_certificates, mark_alive
from tests.notifications.smtp import smtp_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Any) -> Iterator[int]:
    """A TLS server with a certificate of its own that ends in ten days, at SITE_URL."""
    issued = trustme.CA().issue_cert("localhost", not_after=datetime.now(UTC) + timedelta(days=10.5))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_shake_hands, args=(listener, context), daemon=True).start()
        port = listener.getsockname()[1]
        settings.SITE_URL, settings.MEDIA_ORIGIN = f"https://localhost:{port}", ""
        yield port


def _shake_hands(listener: socket.socket, context: Any) -> None:
    while True:
        try:
            line, _ = listener.accept()
            context.wrap_socket(line, server_side=True).close()
        except OSError:
            if listener.fileno() == -1:
                return


def part(name: str) -> examining.Part | None:
    return next((each for each in examining.examine() if each.name == name), None)


@pytest.mark.usefixtures("site")
def test_certificate_is_a_part_that_is_unwell_when_it_ends_soon(client: Client, settings: Any) -> None:
    assert part("certificate.localhost") is None
    look_at_certificates()
    found = part("certificate.localhost")
    assert found is not None
    assert (found.is_well, found.detail) == (False, "the certificate ends in 10 days")
    assert b'parlance_certificate_days{host="localhost"} 10.4' in client.get("/metrics").content
    settings.CERTIFICATE_DAYS = 7
    assert part("certificate.localhost").is_well  # type: ignore[union-attr]
    settings.SITE_URL = "https://localhost:1"
    look_at_certificates()
    assert certificates.known().keys() == {"localhost"}, "a proxy that is away does not hide it"


def test_mail_is_unwell_after_failures_in_a_row_until_a_letter_is_accepted(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "chatproject.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"

    def send() -> None:
        send_mail("subject", "text", None, ["anna@example.org"])

    with smtp_server() as postbox:
        settings.EMAIL_PORT = postbox.port
        postbox.recipient = "550 no such person"
        with pytest.raises(SMTPRecipientsRefused):
            send()
        assert part("mail") is None, "this is the fault of one address"
    for number in range(1, letters.MOST_FAILURES + 1):
        with pytest.raises(OSError, match="refused"):
            send()
        found = part("mail")
        assert found is not None
        assert found.is_well == (number < letters.MOST_FAILURES)
    assert found is not None
    assert "Connection refused" in found.detail
    assert b"parlance_mail_failures 3.0" in client.get("/metrics").content
    with smtp_server() as postbox:
        settings.EMAIL_PORT = postbox.port
        send()
    assert part("mail").is_well  # type: ignore[union-attr]
    assert b"parlance_mail_failures 0.0" in client.get("/metrics").content


def test_tasks_are_counted_for_all_processes_together(client: Client) -> None:
    mark_alive.apply(args=("media",))
    mark_alive.apply(args=("media",))
    mark_alive.apply(args=(), throw=False)
    text = client.get("/metrics").content.decode()
    name = "chatproject.tasks.mark_alive"
    assert f'parlance_tasks_total{{outcome="ok",task="{name}"}} 2.0' in text
    assert f'parlance_tasks_total{{outcome="failed",task="{name}"}} 1.0' in text
    assert f'parlance_task_seconds_bucket{{le="+Inf",task="{name}"}} 3.0' in text
    assert f'parlance_task_seconds_count{{task="{name}"}} 3.0' in text
    assert not workload._began
