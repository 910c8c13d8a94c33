"""`manage.py push-test USERNAME`: tests whether notifications reach a user's devices."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from notifications.models import Notification
from notifications.registration.registering import registrations_of
from notifications.registration.testing import try_registration

_PATIENCE = 30.0


class Command(BaseCommand):
    help = "Send a test notification to each device of a user, and print the responses of the push services."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"There is no user {username}.")
        registrations = list(registrations_of(user))
        if not registrations:
            raise CommandError(f"{user} has no device with notifications turned on.")
        queued = [try_registration(actor=user, registration_id=each.pk) for each in registrations]
        waiting = self._wait([each.pk for each in queued])
        if waiting:
            raise CommandError(f"{waiting} are still waiting after {_PATIENCE:.0f} s. Is the worker running?")

    def _wait(self, ids: list[int]) -> int:
        """Prints the result of each. Returns how many are still queued at the end of the wait."""
        deadline = time.monotonic() + _PATIENCE
        waiting = set(ids)
        while waiting and time.monotonic() < deadline:
            for row in (
                Notification.objects.filter(pk__in=waiting).exclude(state="queued").select_related("registration")
            ):
                waiting.discard(row.pk)
                channel = row.registration.channel if row.registration else "email"
                self.stdout.write(f"{channel}: {row.state} {row.reason} {row.error}".rstrip())
            time.sleep(0.3)
        return len(waiting)
