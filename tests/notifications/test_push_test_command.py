"""`manage.py push-test`: the operator sees whether notifications reach a user."""

import io
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from notifications.delivery.delivering import deliver_due
from notifications.models import Notification
from tests.notifications.providers import Providers
from tests.notifications.pushing import registration
from tests.world import person

pytestmark = pytest.mark.django_db(transaction=True)


def test_push_test_says_what_the_push_service_answered(push: Providers) -> None:
    registration(push, person("bob"))
    out = io.StringIO()

    def command() -> None:
        try:
            call_command("push-test", "bob", stdout=out)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(command)
        while not running.done() and not Notification.objects.exists():
            time.sleep(0.05)
        deliver_due()
        running.result(60)
    assert out.getvalue() == "webpush: accepted\n"


def test_push_test_says_so_when_nobody_asked_for_notifications() -> None:
    person("bob")
    with pytest.raises(CommandError, match="no device"):
        call_command("push-test", "bob")


def test_push_test_refuses_an_unknown_user() -> None:
    with pytest.raises(CommandError, match="There is no user"):
        call_command("push-test", "bob")
