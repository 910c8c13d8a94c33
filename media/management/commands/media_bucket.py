"""`manage.py media_bucket`: configures the bucket, and reports what is still wrong with it."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from media.stores.setting_up import faults, prepare


class Command(BaseCommand):
    help = "Set the bucket's CORS and lifecycle rules (MEDIA_STORE=s3), and check that it is private."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MEDIA_STORE != "s3":
            raise CommandError("There is no bucket: MEDIA_STORE is not s3.")
        if not settings.MEDIA_APP_ORIGINS:
            raise CommandError("MEDIA_APP_ORIGINS must name the origin of the pages, like https://chat.example.org")
        try:
            prepare()
        except (BotoCoreError, ClientError) as error:
            raise CommandError(f"The bucket rejects these rules: {error}") from error
        if problems := list(faults()):
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{settings.MEDIA_S3_BUCKET} is ready for the pages of {settings.MEDIA_APP_ORIGINS}.")
