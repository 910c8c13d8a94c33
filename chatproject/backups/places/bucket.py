"""Backups in a bucket that speaks S3."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, cast

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from chatproject.backups.manifest import Bad
from chatproject.backups.places.base import Absent, Draft, Drafts, Entry

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client

_ONE_THREAD = TransferConfig(use_threads=False)
_GONE = {"NoSuchKey", "404", "NotFound"}


class BucketPlace:
    def __init__(self, bucket: str, prefix: str, drafts: Drafts) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self.label = f"s3://{bucket}/{prefix}".rstrip("/")
        self.drafts = drafts
        self._client = _client()

    def put(self, name: str, draft: Draft) -> None:
        draft.file.flush()
        with self._reporting():
            self._client.upload_file(str(draft.path), self._bucket, self._prefix + name, Config=_ONE_THREAD)

    def get(self, name: str) -> IO[bytes]:
        with self._reporting(name):
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
        return cast("IO[bytes]", _Body(found["Body"]))

    def entries(self, prefix: str) -> Iterator[Entry]:
        pages = self._client.get_paginator("list_objects_v2")
        with self._reporting():
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + prefix):
                for each in page.get("Contents", []):
                    yield Entry(each["Key"].removeprefix(self._prefix), each["Size"])

    def remove(self, name: str) -> None:
        with self._reporting():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    @contextmanager
    def _reporting(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            if name and error.response.get("Error", {}).get("Code") in _GONE:
                raise Absent(f"{self.label}/{name} is missing.") from None
            raise Bad(f"{self.label}: {error}.") from error
        except (BotoCoreError, Boto3Error) as error:
            raise Bad(f"{self.label}: {error}.") from error


class _Body(io.RawIOBase):
    """The bytes of an object; a lost connection is an OSError."""

    def __init__(self, body: "StreamingBody") -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._body.read(len(buffer))
        except BotoCoreError as error:
            raise OSError(str(error)) from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._body.close()
        super().close()


def _client() -> "S3Client":
    found = boto3.client(
        "s3",
        endpoint_url=settings.BACKUP_S3_ENDPOINT or None,
        region_name=settings.BACKUP_S3_REGION,
        aws_access_key_id=settings.BACKUP_S3_ACCESS_KEY or None,
        aws_secret_access_key=settings.BACKUP_S3_SECRET_KEY or None,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if settings.BACKUP_S3_PATH_STYLE else "virtual"},
            connect_timeout=10,
            read_timeout=120,
            retries={"total_max_attempts": 5, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    return cast("S3Client", found)
