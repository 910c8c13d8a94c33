"""System checks of the store of files. The bucket itself is only checked with --deploy, since that sends requests to
it.
"""

import re
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register("media")
def settings_fit(**_: Any) -> list[CheckMessage]:
    if settings.MEDIA_STORE not in ("disk", "s3"):
        return [Error(f"MEDIA_STORE is {settings.MEDIA_STORE!r}: it must be disk or s3.", id="media.E001")]
    if settings.MEDIA_STORE == "s3" and not settings.MEDIA_S3_BUCKET:
        return [Error("MEDIA_STORE=s3 needs MEDIA_S3_BUCKET.", id="media.E002")]
    if bool(settings.MEDIA_S3_ACCESS_KEY) != bool(settings.MEDIA_S3_SECRET_KEY):
        return [Error("MEDIA_S3_ACCESS_KEY and MEDIA_S3_SECRET_KEY must be set together.", id="media.E003")]
    if settings.MEDIA_STORE_ORIGIN in settings.MEDIA_APP_ORIGINS:
        return [Error("MEDIA_ORIGIN is the product's own: files need another.", id="media.E004")]
    if settings.MEDIA_SCAN_FAILURE not in ("closed", "open"):
        return [
            Error(f"MEDIA_SCAN_FAILURE is {settings.MEDIA_SCAN_FAILURE!r}: it must be closed or open.", id="media.E005")
        ]
    if not re.fullmatch(r"|/.+|.+:\d{1,5}", settings.MEDIA_CLAMD):
        return [Error("MEDIA_CLAMD must be the path of a socket, or host:port.", id="media.E006")]
    if settings.MEDIA_HEIC and find_spec("pillow_heif") is None:
        return [Error("MEDIA_HEIC=on needs pillow-heif installed.", id="media.E007")]
    return []


@register("media", deploy=True)
def bucket_fits(**_: Any) -> list[CheckMessage]:
    if settings.MEDIA_STORE != "s3" or settings_fit():
        return []
    from media.stores.setting_up import faults

    return [Warning(each, id="media.W001") for each in faults()]
