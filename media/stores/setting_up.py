"""Configures and checks a bucket."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from media.stores.bucket import anybody, client

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CORS_METHODS = ("GET", "PUT")
#: Errors of servers that do not support the request.
_UNKNOWN = {"NotImplemented", "MethodNotAllowed", "InvalidRequest", "InvalidArgument"}


def prepare() -> None:
    """Lets the product's pages put and get files there, and lets incomplete uploads expire."""
    ours, bucket = client(settings.MEDIA_S3_ENDPOINT), settings.MEDIA_S3_BUCKET
    ours.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [_cors()]})
    ours.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [_lifecycle()]})


def _cors() -> Any:
    return {
        "AllowedOrigins": list(settings.MEDIA_APP_ORIGINS),
        "AllowedMethods": list(_CORS_METHODS),
        "AllowedHeaders": ["content-type", "range"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 3600,
    }


def _lifecycle() -> Any:
    """The sweep does the same every hour; the bucket also does it while this server is down. Old versions of deleted
    files are removed too.
    """
    return {
        "ID": "parlance",
        "Status": "Enabled",
        "Filter": {"Prefix": f"{settings.MEDIA_S3_PREFIX}objects/"},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 3},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
    }


def faults() -> Iterator[str]:
    """Yields the faults of the bucket, one sentence each."""
    ours, bucket = client(settings.MEDIA_S3_ENDPOINT), settings.MEDIA_S3_BUCKET
    try:
        ours.head_bucket(Bucket=bucket)
    except (BotoCoreError, ClientError) as error:
        yield f"The bucket {bucket!r} cannot be reached: {error}."
        return
    if _is_listed_for_anybody(bucket):
        yield f"Anyone may list the bucket {bucket!r}: make it private."
    if _is_public(ours, bucket):
        yield f"A policy makes the bucket {bucket!r} public: remove it."
    for origin in sorted(set(settings.MEDIA_APP_ORIGINS) - _cors_origins(ours, bucket)):
        yield f"Pages of {origin} may not send files to the bucket: run `manage.py media_bucket`."


def _is_listed_for_anybody(bucket: str) -> bool:
    try:
        anybody(settings.MEDIA_S3_ENDPOINT).list_objects_v2(Bucket=bucket, MaxKeys=1)
    except (BotoCoreError, ClientError):
        return False
    return True


def _is_public(ours: "S3Client", bucket: str) -> bool:
    try:
        policy = json.loads(ours.get_bucket_policy(Bucket=bucket)["Policy"])
    except (ClientError, ValueError):  # there is none, or the server does not support it
        return False
    return any(
        each.get("Effect") == "Allow" and each.get("Principal") in ("*", {"AWS": "*"}) and "Condition" not in each
        for each in policy.get("Statement", [])
    )


def _cors_origins(ours: "S3Client", bucket: str) -> set[str]:
    """Returns the origins whose pages may send all requests of this product. Servers without CORS rules are configured
    elsewhere.
    """
    rules: Sequence[Any] | None
    try:
        # A server that returns neither rules nor an error did not understand the request either.
        rules = ours.get_bucket_cors(Bucket=bucket).get("CORSRules")
    except ClientError as error:
        is_unknown = error.response.get("Error", {}).get("Code") in _UNKNOWN
        rules = None if is_unknown else []
    if rules is None:
        return set(settings.MEDIA_APP_ORIGINS)
    return {
        origin
        for rule in rules
        if set(_CORS_METHODS) <= set(rule["AllowedMethods"])
        for origin in rule["AllowedOrigins"]
    }
