"""`manage.py doctor`: finds what is wrong with this installation, and what to do about it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chatproject.health import doctor


class Command(BaseCommand):
    help = "Find what is wrong with this installation, and what to do. Exits with 1 if anything is."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for part in doctor.examine():
            wrong += not part.is_well
            style = self.style.SUCCESS if part.is_well else self.style.ERROR
            self.stdout.write(f"{style('ok   ' if part.is_well else 'WRONG')} {part.name}: {part.detail}")
            if not part.is_well:
                self.stdout.write(f"      {part.advice}")
        if wrong:
            raise CommandError(f"{wrong} of these need your attention.")
