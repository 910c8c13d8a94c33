"""The connection to a bucket: django-storages' S3Storage with this server's settings and timeouts for every wait."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from chatproject.contract.errors import Unavailable
from media.stores.base import Missing

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)

#: Seconds without a byte of a response: while a user waits, and while the store assembles a gigabyte for a worker.
SOON, PATIENT = 5, 120
_CONNECT = 2
_ATTEMPTS = 2
_GONE = {"NoSuchKey", "NoSuchUpload", "404", "NotFound"}


class NoUpload(Missing):
    """The multipart upload does not exist: it was completed, aborted, or never begun."""


@cache
def client(endpoint: str, patience: int = SOON) -> "S3Client":
    """Returns the client of this process: several threads may use it."""
    return cast("S3Client", _storage(endpoint, patience).connection.meta.client)


def anybody(endpoint: str) -> "S3Client":
    """Returns a client without credentials, to see the bucket as anyone does."""
    return cast("S3Client", _storage(endpoint, SOON).unsigned_connection.meta.client)


def _storage(endpoint: str, patience: int) -> Any:
    from storages.backends.s3 import S3Storage  # type: ignore[import-untyped]

    keys = {}
    if settings.MEDIA_S3_ACCESS_KEY:
        keys = {
            "access_key": settings.MEDIA_S3_ACCESS_KEY,
            "secret_key": settings.MEDIA_S3_SECRET_KEY,
            "security_token": None,
        }
    return S3Storage(
        bucket_name=settings.MEDIA_S3_BUCKET,
        endpoint_url=endpoint or f"https://s3.{settings.MEDIA_S3_REGION}.amazonaws.com",
        region_name=settings.MEDIA_S3_REGION,
        client_config=_config(patience),
        **keys,
    )


def _config(patience: int) -> Config:
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if settings.MEDIA_S3_PATH_STYLE else "virtual"},
        connect_timeout=_CONNECT,
        read_timeout=patience,
        retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
        # Else boto3 signs a checksum that no browser sends with its part.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


@contextmanager
def asking() -> Iterator[None]:
    """Translates the bucket's errors and timeouts to those of a store."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code == "NoSuchUpload":
            raise NoUpload from error
        if code in _GONE:
            raise Missing from error
        raise _unavailable(error) from error
    except (BotoCoreError, Boto3Error) as error:
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> Unavailable:
    log.error("the object store: %s", error)
    return Unavailable("The server cannot store or fetch files at the moment. Try again.", retry_after_ms=5_000)
