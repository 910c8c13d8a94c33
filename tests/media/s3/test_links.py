"""A signed part or link permits what was signed and no more."""

import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from django.conf import settings

from media.stores import signing
from media.stores.s3 import S3Store
from tests.media.buckets import BUCKET
from tests.media.files import content
from tests.media.s3.slots import FIRST, LAST, done, ours, send, served

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (r"partNumber=1", "partNumber=2"),
        (r"uploadId=[^&]*", "uploadId=other"),
        (r"objects/[0-9a-f]{8}", "objects/00000000"),
        (r"X-Amz-Expires=\d+", "X-Amz-Expires=99999"),
        (r"X-Amz-Signature=.", "X-Amz-Signature=_"),
        (r"X-Amz-SignedHeaders=content-length%3B", "X-Amz-SignedHeaders="),
        (r"[?].*", ""),
    ],
)
def test_an_altered_part_is_refused(at_rclone: S3Store, was: str, becomes: str) -> None:
    slot = at_rclone.begin("text/plain")
    signed = at_rclone.sign_part(slot, 1, 1000)
    altered = signed._replace(url=re.sub(was, becomes, signed.url, count=1))
    assert altered.url != signed.url
    assert send(altered, content(1000)) in (400, 403, 404)
    assert at_rclone.parts(slot) == {}
    assert send(signed, content(1000)) == 200


@pytest.mark.parametrize("size", [0, 999, 1001])
def test_a_part_has_the_size_that_was_signed(at_rclone: S3Store, size: int) -> None:
    slot = at_rclone.begin("text/plain")
    signed = at_rclone.sign_part(slot, 1, 1000)
    assert send(signed, content(size)) in (400, 403)
    assert at_rclone.parts(slot) == {}


def test_a_part_is_put_and_nothing_else(at_rclone: S3Store) -> None:
    signed = at_rclone.sign_part(at_rclone.begin("text/plain"), 1, 1000)
    for method in ("GET", "HEAD", "POST", "DELETE"):
        assert send(signed._replace(method=method), content(1000)) in (400, 403)


def test_a_link_is_for_one_method_one_object_and_a_minute(at_rclone: S3Store) -> None:
    slot, other = done(at_rclone), done(at_rclone)
    link = at_rclone.sign_download(served(slot))
    assert "X-Amz-Expires=60&" in link.url
    assert timedelta(seconds=55) < link.expires_at - datetime.now(UTC) <= timedelta(seconds=60)
    assert httpx.get(link.url).content == FIRST + LAST
    for method in ("PUT", "POST", "DELETE"):
        assert send(link._replace(method=method), b"x") in (400, 403)
    for was, becomes in ((slot.key, other.key), ("attachment", "inline"), ("octet-stream", "html"), ("=60&", "=600&")):
        altered = link.url.replace(was, becomes, 1)
        assert altered != link.url
        assert httpx.get(altered).status_code == 403
    assert httpx.get(link.url.partition("?")[0]).status_code in (400, 403)
    assert httpx.get(f"{settings.MEDIA_S3_ENDPOINT}/{BUCKET}?list-type=2").status_code in (400, 403)


def test_all_who_ask_within_a_third_of_its_life_get_one_address(
    bucket: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot, other = done(bucket), done(bucket)

    def asked_at(moment: float) -> list[str]:
        monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: moment))
        return [bucket.sign_download(each).url for each in (served(slot), served(slot, inline=True), served(other))]

    first = asked_at(1200.0)
    assert len(set(first)) == 3
    time.sleep(1)  # an address contains the second of its creation
    assert asked_at(1219.9) == first
    assert not set(asked_at(1220.0)) & set(first)


def test_links_die(at_rclone: S3Store, settings: Any) -> None:
    slot = done(at_rclone)
    settings.MEDIA_LINK_SECONDS = settings.MEDIA_PART_LINK_SECONDS = -1
    assert httpx.get(at_rclone.sign_download(served(slot)).url).status_code in (400, 403)
    assert send(at_rclone.sign_part(at_rclone.begin("a/b"), 1, 3), b"abc") in (400, 403)


def test_a_link_says_what_it_gives_and_the_bucket_alone_nothing_to_run(bucket: S3Store) -> None:
    slot = done(bucket)
    got = httpx.get(bucket.sign_download(served(slot)).url)
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"] == f"attachment; filename*=utf-8''{quote(served(slot).name, safe='')}"
    assert got.headers["cache-control"] == "public"
    lives = parsedate_to_datetime(got.headers["expires"]) - datetime.now(UTC)
    assert timedelta(seconds=50) < lives <= timedelta(seconds=60)
    shown = httpx.get(bucket.sign_download(served(slot, inline=True)).url)
    assert shown.headers["content-disposition"].startswith("inline")
    kept = ours().head_object(Bucket=BUCKET, Key=f"objects/{slot.key}")
    assert kept["ContentType"] == "application/octet-stream"


def test_whatever_is_kept_is_to_be_saved(at_moto: S3Store, tmp_path: Path) -> None:
    slot = done(at_moto)
    (tmp_path / "made").write_bytes(b"x")
    at_moto.put(slot.key, "small", tmp_path / "made", "image/webp")
    for name in (slot.key, f"{slot.key}.small"):
        assert ours().head_object(Bucket=BUCKET, Key=f"objects/{name}")["ContentDisposition"] == "attachment"
