"""Runs the product's hourly and daily tasks now: `python -m tests.media_drill.ahead tend|sweep`."""

import os
import sys
from datetime import timedelta

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatproject.settings.development")
    django.setup()
    from django.conf import settings

    from media import tasks
    from media.operations import sweeping

    if sys.argv[1] == "tend":
        sweeping.PATIENCE = timedelta(0)
        tasks.tend_uploads()
    else:
        settings.MEDIA_GRACE_SECONDS = 0
        tasks.sweep_media()


if __name__ == "__main__":
    main()
