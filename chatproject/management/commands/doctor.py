"""`manage.py doctor`: finds what is wrong with this installation, and what to do about it."""

import shutil
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from chatproject.health import examining as health
from chatproject.health.examining import Part


class Command(BaseCommand):
    help = "Find what is wrong with this installation, and what to do. Exits with 1 if anything is."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for part in (*_settings(), *health.examine(), *_programs(), *_mail()):
            wrong += not part.is_well
            style = self.style.SUCCESS if part.is_well else self.style.ERROR
            self.stdout.write(f"{style('ok   ' if part.is_well else 'WRONG')} {part.name}: {part.detail}")
            if not part.is_well:
                self.stdout.write(f"      {part.advice}")
        if wrong:
            raise CommandError(f"{wrong} of these need your attention.")


def _settings() -> Iterator[Part]:
    """Django's system checks, in production with those for deployment."""
    try:
        problems = run_checks(include_deployment_checks=not settings.DEMO_PASSWORD, databases=["default"])
    except DatabaseError:
        problems = run_checks(include_deployment_checks=not settings.DEMO_PASSWORD)
    serious = [message for message in problems if not message.is_silenced()]
    for message in serious:
        yield Part("settings", False, message.msg, message.hint or "See docs/operations.md.")
    if not serious:
        yield Part("settings", True, "pass every check")


def _programs() -> Iterator[Part]:
    is_there = bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))
    advice = "Install it (Debian: apt-get install ffmpeg); without it, films and sounds can only be downloaded."
    yield Part("ffmpeg", is_there, "is installed" if is_there else "is not installed", advice)


def _mail() -> Iterator[Part]:
    if "smtp" not in settings.EMAIL_BACKEND:
        yield Part("mail", True, "is not sent by SMTP here")
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        line = get_connection()
        line.open()
        line.close()
    except OSError as error:
        yield Part("mail", False, f"{where} refuses it: {error}", "Correct EMAIL_HOST and its related settings.")
    else:
        yield Part("mail", True, f"{where} takes it")
