"""Requests are sent only to known push services, whatever address a client registers."""

from typing import Any

import pytest

from accounts.models import User
from notifications.delivery.channels.endpoints import Forbidden, checked_endpoint
from notifications.models import Registration
from tests.notifications.providers import Providers
from tests.notifications.pushing import deliver, queue, registration
from tests.world import App

KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
KNOWN = [
    "https://fcm.googleapis.com/fcm/send/abc:123",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
    "https://web.push.apple.com/QABC",
    "https://wns2-am3p.notify.windows.com/w/?token=abc%3d",
    "http://127.0.0.1:7777/notify/1",
    "https://push.example.org/x",
]
UNKNOWN = [
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://localhost/x",
    "https://localhost:7777/x",
    "http://localhost:7777/x",
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f.1/x",
    "http://127.0.0.1:7778/notify/1",
    "http://127.0.0.1/notify/1",
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/x",
    "https://[::ffff:127.0.0.1]:7777/x",
    "https://[::1/x",
    "https://fcm.googleapis.com@evil.example/x",
    "https://user:secret@fcm.googleapis.com/x",
    "https://@fcm.googleapis.com/x",
    "https://evilfcm.googleapis.com/x",
    "https://evilfcm.googleapis.com.example/x",
    "https://fcm.googleapis.com.example/x",
    "https://push.services.mozilla.com.evil.example/x",
    "https://evilpush.services.mozilla.com/x",
    "https://fcm.googleapis.com./x",
    "https://fcm.googleapis.com:22/x",
    "https://fcm.googleapis.com:443/x",
    "https://fcm.googleapis.com:x/x",
    "https://fcm.googleapis.com\\@evil.example/x",
    "https://evil.example\\.fcm.googleapis.com/x",
    "https://evil.example#.fcm.googleapis.com",
    "https://fcm.googleapis.com/x#y",
    "https://fcm.googleapis.com/\r\nHost: evil.example",
    "https://fcm.googleapis.com/x y",
    "https://fcm。googleapis.com/x",
    "HTTPS://fcm.googleapis.com/x",
    "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "//fcm.googleapis.com/x",
    "fcm.googleapis.com",
    "https://",
    "",
    "https://fcm.googleapis.com/" + "x" * 2048,
]


@pytest.fixture(autouse=True)
def _hosts(settings: Any) -> None:
    settings.PUSH_HOSTS = [*settings.PUSH_HOSTS, "127.0.0.1:7777", "push.example.org"]


@pytest.mark.parametrize("address", KNOWN)
def test_a_known_push_service_is_talked_to(address: str, alice: User) -> None:
    assert checked_endpoint(address) == address
    said = App(alice)("POST", "notifications/registrations", {"channel": "webpush", "address": address, **KEYS})
    assert said.status == 201, said.body


@pytest.mark.parametrize("address", UNKNOWN)
def test_nobody_else_is(address: str, alice: User) -> None:
    with pytest.raises(Forbidden):
        checked_endpoint(address)
    said = App(alice)("POST", "notifications/registrations", {"channel": "webpush", "address": address, **KEYS})
    assert (said.status, said.code) == (400, "invalid")
    assert "address" in said.body["fields"]
    assert not Registration.objects.exists()


def test_address_is_checked_again_before_sending(push: Providers, alice: User, settings: Any) -> None:
    row = queue(registration(push, alice))
    settings.PUSH_HOSTS = ["push.example.org"]
    assert deliver(row) == [("failed", "refused")]
    assert "without a port" in row.error
    assert not push.received("webpush")


def test_nothing_is_followed(push: Providers, alice: User) -> None:
    """Redirects of a known service are not followed."""
    push.answer("webpush", "moved")
    row = queue(registration(push, alice))
    assert deliver(row) == [("failed", "refused")]
    assert [each.status for each in push.received("webpush")] == [307]
