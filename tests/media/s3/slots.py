"""Helpers of these tests: the store at a server, and an upload in it."""

from typing import Any

import httpx
from django.conf import settings

from media.stores import Served, SignedRequest, Slot, store
from media.stores.bucket import client
from media.stores.s3 import S3Store
from tests.media.buckets import BUCKET, KEY, SECRET
from tests.media.files import MIB, content

#: No part but the last may be smaller.
PART = 5 * MIB
FIRST, LAST = content(PART), b"the end"


def at(endpoint: str, settings: Any) -> S3Store:
    settings.MEDIA_STORE, settings.MEDIA_S3_BUCKET, settings.MEDIA_S3_PATH_STYLE = "s3", BUCKET, True
    settings.MEDIA_S3_ENDPOINT = settings.MEDIA_S3_PUBLIC_ENDPOINT = endpoint
    settings.MEDIA_S3_ACCESS_KEY, settings.MEDIA_S3_SECRET_KEY = KEY, SECRET
    settings.MEDIA_STORE_ORIGIN = endpoint
    settings.MEDIA_APP_ORIGINS = ["https://chat.example.org"]
    store.cache_clear()
    client.cache_clear()
    found = store()
    assert isinstance(found, S3Store)
    return found


def ours() -> Any:
    """Returns the bucket with the owner's credentials."""
    return client(settings.MEDIA_S3_ENDPOINT)


def send(signed: SignedRequest, data: bytes, **headers: str) -> int:
    return httpx.request(signed.method, signed.url, content=data, headers={**signed.headers, **headers}).status_code


def begun(bucket: S3Store) -> Slot:
    """Begins an upload and puts both parts."""
    slot = bucket.begin("text/html")
    assert send(bucket.sign_part(slot, 2, len(LAST)), LAST) == 200
    assert send(bucket.sign_part(slot, 1, PART), FIRST) == 200
    return slot


def done(bucket: S3Store) -> Slot:
    slot = begun(bucket)
    bucket.assemble(slot, [1, 2])
    return slot


def served(slot: Slot, variant: str = "", *, inline: bool = False) -> Served:
    return Served(slot.key, variant, 'Grüße "1".html', "application/octet-stream", 7, "0" * 64, inline)
