"""Whether push services accept this server's keys, as /health and the alerts report it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from chatproject.health import examining
from chatproject.health.doctor import pushing
from notifications.delivery.channels import fcm_account
from notifications.models import Registration, VapidKey
from tests.notifications.providers import Providers
from tests.notifications.pushing import deliver, due_now, queue, registration

pytestmark = pytest.mark.django_db


def part(name: str) -> examining.Part:
    return next(each for each in examining.examine() if each.name == f"push.{name}")


@pytest.mark.usefixtures("unhurried")
def test_key_is_unwell_from_three_refusals_to_the_next_acceptance(
    push: Providers, alice: User, settings: Any, tmp_path: Path
) -> None:
    fcm_account._read.cache_clear()
    right = settings.FCM_CREDENTIALS
    wrong = json.loads(Path(right).read_text()) | {"private_key_id": "revoked"}
    settings.FCM_CREDENTIALS, settings.APNS_KEY_ID = str(tmp_path / "account.json"), "REVOKED"
    Path(settings.FCM_CREDENTIALS).write_text(json.dumps(wrong))
    fcm, apns = (queue(registration(push, alice, channel)) for channel in ("fcm", "apns"))
    for number in (1, 2, 3):
        assert set(deliver(fcm, apns)) == {("queued", "")}
        assert part("fcm").is_well == part("apns").is_well == (number < 3)
        due_now()
    assert "400 invalid_grant" in part("fcm").detail
    assert "InvalidProviderToken" in part("apns").detail
    assert part("browsers").is_well
    settings.FCM_CREDENTIALS, settings.APNS_KEY_ID = right, push.environment["APNS_KEY_ID"]
    assert set(deliver(fcm, apns)) == {("accepted", "")}
    assert part("fcm").is_well
    assert part("apns").is_well


def test_browsers_of_another_key_are_refused_and_counted(push: Providers, alice: User) -> None:
    browsers = [registration(push, alice) for _ in range(3)]
    VapidKey.objects.all().delete()
    rows = [queue(each) for each in browsers]
    assert set(deliver(rows[0])) == {("failed", "refused")}
    assert not part("browsers").is_well
    assert "refuses this server: 403" in part("browsers").detail
    found = {each.name: each.detail for each in pushing.push() if not each.is_well}
    assert found["push.registrations"] == "3 browsers registered before the server's key was made"
    Registration.objects.update(confirmed_at=timezone.now() + timedelta(seconds=1))
    assert all(each.name != "push.registrations" for each in pushing.push())
