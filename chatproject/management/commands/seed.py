"""`manage.py seed`: the demo world."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from chatproject.seeding.cast import CAST
from chatproject.seeding.crowd import seed_crowd
from chatproject.seeding.world import seed_world


class Command(BaseCommand):
    help = "Fill an empty database with demo people and their conversations."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing if there are users already.")
        parser.add_argument("--big", type=_length, metavar="N", help="Add a conversation of N messages.")

    def handle(self, *args: Any, if_empty: bool, big: int | None, **options: Any) -> None:
        if not settings.DEMO_PASSWORD:
            raise CommandError("The demo accounts share a public password. Seed only a development server.")
        people = self._present()
        if people is None:
            people = seed_world()
        elif not (if_empty or big):
            raise CommandError("This database has users already. The demo world needs an empty one.")
        if big and people:
            self.stdout.write(f"Added “{seed_crowd(people, big)}”")
        if people:
            self._welcome()

    def _present(self) -> dict[str, User] | None:
        """Returns the demo people; none of them if there are other users; None if there are no users."""
        if not User.objects.exists():
            return None
        existing = User.objects.filter(username__in=[character.username for character in CAST])
        people = {person.username: person for person in existing}
        return people if len(people) == len(CAST) else {}

    def _welcome(self) -> None:
        first, second, *others = (character.username for character in CAST)
        self.stdout.write(f"Sign in as {first} or {second}, with the password {settings.DEMO_PASSWORD}")
        self.stdout.write(f"{', '.join(others)} are here too, with the same password")


def _length(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise ArgumentTypeError("a number from 1 to 1,000,000")
    return int(text)
