"""A bucket as a store: the same promises as the disk, at two servers; what is refused, at the one that refuses."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import httpx
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from chatproject.contract.errors import Unavailable
from media.checks import bucket_fits, settings_fit
from media.stores import Missing, Served, SignedRequest, Slot, signing, store
from media.stores.bucket import client
from media.stores.s3 import S3Store
from tests.media.buckets import BUCKET, KEY, SECRET, Rclone, free_port, moto
from tests.media.files import MIB, content

pytestmark = pytest.mark.long

PART = 5 * MIB  # no part but the last may be smaller
FIRST, LAST = content(PART), b"the end"
LATER = timedelta(hours=1)


@pytest.fixture(scope="module")
def rclone_endpoint() -> Iterator[str]:
    rclone = Rclone()
    yield rclone.endpoint
    rclone.stop()


@pytest.fixture(scope="module")
def moto_endpoint() -> Iterator[str]:
    with moto() as endpoint:
        yield endpoint


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
    """The bucket as its owner asks it."""
    return client(settings.MEDIA_S3_ENDPOINT)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    store.cache_clear()
    client.cache_clear()


@pytest.fixture
def at_rclone(rclone_endpoint: str, settings: Any) -> S3Store:
    return at(rclone_endpoint, settings)


@pytest.fixture
def at_moto(moto_endpoint: str, settings: Any) -> S3Store:
    found = at(moto_endpoint, settings)
    client(moto_endpoint).create_bucket(Bucket=BUCKET)
    return found


@pytest.fixture(params=["rclone", "moto"])
def bucket(request: pytest.FixtureRequest) -> S3Store:
    found: S3Store = request.getfixturevalue(f"at_{request.param}")
    return found


def send(signed: SignedRequest, data: bytes, **headers: str) -> int:
    return httpx.request(signed.method, signed.url, content=data, headers={**signed.headers, **headers}).status_code


def begun(bucket: S3Store) -> Slot:
    """Both parts are there."""
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


# Promises of a store


def test_parts_become_one_object(bucket: S3Store) -> None:
    slot = begun(bucket)
    assert bucket.parts(slot) == {1: PART, 2: len(LAST)}
    assert bucket.variants(slot.key) == set()
    assert bucket.assemble(slot, [1, 2]) == PART + len(LAST)
    assert b"".join(bucket.blocks(slot.key)) == FIRST + LAST
    assert bucket.assemble(slot, [1, 2]) == PART + len(LAST)  # again, after a crash
    assert bucket.parts(slot) == {}


def test_two_workers_at_once_make_one_object(bucket: S3Store) -> None:
    slot = begun(bucket)
    complete = S3Store._complete

    def late(store: S3Store, *arguments: Any) -> None:
        complete(store, *arguments)  # the other one, between what we read and what we do
        complete(store, *arguments)

    with patch.object(S3Store, "_complete", late):
        assert bucket.assemble(slot, [1, 2]) == PART + len(LAST)
    assert b"".join(bucket.blocks(slot.key)) == FIRST + LAST


def test_assembled_object_accepts_no_part(bucket: S3Store) -> None:
    slot = begun(bucket)
    late = bucket.sign_part(slot, 2, 7)
    bucket.assemble(slot, [1, 2])
    assert send(late, b"another") >= 400
    assert b"".join(bucket.blocks(slot.key)) == FIRST + LAST


def test_without_a_part_there_is_no_object(bucket: S3Store) -> None:
    slot = begun(bucket)
    with pytest.raises(Missing):
        bucket.assemble(slot, [1, 2, 3])
    with pytest.raises(Missing):
        list(bucket.blocks(slot.key))
    with pytest.raises(Missing):
        bucket.assemble(Slot("0" * 40, "never-begun"), [1])


def test_no_key_is_a_path(bucket: S3Store) -> None:
    for key in ("../../etc/passwd", "", "A" * 40, "0" * 39):
        with pytest.raises(ValueError, match="no key"):
            bucket.parts(Slot(key, "1"))
        with pytest.raises(ValueError, match="no key"):
            bucket.discard(Slot(key))


def test_variants_are_beside_it(bucket: S3Store, tmp_path: Path) -> None:
    slot, source = done(bucket), tmp_path / "made"
    source.write_bytes(b"smaller")
    bucket.put(slot.key, "small", source, "image/webp")
    assert bucket.variants(slot.key) == {"", "small"}
    assert b"".join(bucket.blocks(slot.key, "small")) == b"smaller"
    bucket.put(slot.key, "", source, "image/webp")
    with bucket.local(slot.key) as path:
        assert path.read_bytes() == b"smaller"
        assert path.stat().st_mode & 0o077 == 0
    assert not path.exists()


def test_discarded_file_is_removed_in_every_state(bucket: S3Store, tmp_path: Path) -> None:
    (tmp_path / "made").write_bytes(b"smaller")
    half, unknown, whole = begun(bucket), begun(bucket), done(bucket)
    bucket.put(whole.key, "small", tmp_path / "made", "image/webp")
    for slot in (half, Slot(unknown.key), whole, whole, Slot("0" * 40)):
        bucket.discard(slot)
    for slot in (half, unknown, whole):
        assert (bucket.parts(slot), bucket.variants(slot.key)) == ({}, set())
    assert set(bucket.keys(datetime.now(UTC) + LATER)).isdisjoint({half.key, unknown.key, whole.key})


def test_bucket_lists_only_keys_older_than_the_given_time(at_rclone: S3Store) -> None:
    half, whole = begun(at_rclone), done(at_rclone)
    assert list(at_rclone.keys(datetime.now(UTC) - LATER)) == []
    assert {half.key, whole.key} <= set(at_rclone.keys(datetime.now(UTC) + LATER))


def test_uploads_of_what_is_an_object_already_are_tidied_away(at_rclone: S3Store) -> None:
    half, whole = begun(at_rclone), done(at_rclone)
    name = f"objects/{whole.key}"
    ours().create_multipart_upload(Bucket=BUCKET, Key=name)
    assert at_rclone.tidy(datetime.now(UTC) - LATER) == 0
    assert at_rclone.tidy(datetime.now(UTC) + LATER) == 1
    assert at_rclone.parts(half) == {1: PART, 2: len(LAST)}


def test_more_than_a_page_is_read(at_moto: S3Store) -> None:
    """A file of 1,001 parts: a bucket lists a thousand at a time."""
    slot = at_moto.begin("text/plain")
    where: Any = {"Bucket": BUCKET, "Key": f"objects/{slot.key}", "UploadId": slot.session}
    for number in range(1, 1_002):
        ours().upload_part(**where, PartNumber=number, Body=b"x")
    assert at_moto.parts(slot) == dict.fromkeys(range(1, 1_002), 1)
    at_moto.discard(slot)


# Permissions


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
    time.sleep(1)  # an address says the second it was made in
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


# When it is not there


def test_a_bucket_that_does_not_answer_is_unavailable(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    nowhere = at(f"http://127.0.0.1:{free_port()}", settings)
    slot = Slot("0" * 40, "1")
    for call in (
        lambda: nowhere.begin("text/plain"),
        lambda: nowhere.parts(slot),
        lambda: nowhere.assemble(slot, [1]),
        lambda: list(nowhere.blocks(slot.key)),
        lambda: nowhere.discard(slot),
        lambda: nowhere.put(slot.key, "", Path(__file__), "text/plain"),
        lambda: list(nowhere.keys(datetime.now(UTC))),
    ):
        with pytest.raises(Unavailable) as raised:
            call()
        assert raised.value.retry_after_ms == 5_000
    assert "the object store" in caplog.text
    assert [each.id for each in bucket_fits()] == ["media.W001"]


def test_a_wrong_key_is_our_trouble_and_not_a_missing_file(
    rclone_endpoint: str, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    bucket = at(rclone_endpoint, settings)
    slot = done(bucket)
    settings.MEDIA_S3_SECRET_KEY = "another"
    client.cache_clear()
    with pytest.raises(Unavailable):
        list(bucket.blocks(slot.key))
    with pytest.raises(Unavailable):
        bucket.begin("text/plain")


# Configuration


def test_the_bucket_is_set_up_by_a_command(at_moto: S3Store, settings: Any) -> None:
    ours().delete_bucket_cors(Bucket=BUCKET)
    [complaint] = [each for each in bucket_fits() if "may not send" in each.msg]
    assert "https://chat.example.org" in complaint.msg
    with pytest.raises(CommandError, match="Anybody may list"):  # moto asks nobody for a signature
        call_command("media_bucket")
    [rule] = ours().get_bucket_cors(Bucket=BUCKET)["CORSRules"]
    assert rule["AllowedOrigins"] == ["https://chat.example.org"]
    [kept] = ours().get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    assert kept["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 3}
    assert not [each for each in bucket_fits() if "may not send" in each.msg]
    settings.MEDIA_APP_ORIGINS = []
    with pytest.raises(CommandError, match="MEDIA_APP_ORIGINS"):
        call_command("media_bucket")


def test_a_private_bucket_is_well(at_rclone: S3Store) -> None:
    assert bucket_fits() == []


def test_a_public_bucket_is_told(at_moto: S3Store) -> None:
    policy = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}'
    ours().put_bucket_policy(Bucket=BUCKET, Policy=policy)
    assert any("policy makes" in each.msg for each in bucket_fits())
    ours().delete_bucket_policy(Bucket=BUCKET)
    assert not any("policy makes" in each.msg for each in bucket_fits())


def test_settings_that_do_not_fit_are_told(settings: Any) -> None:
    assert settings_fit() == []
    settings.MEDIA_STORE = "s3"
    assert [each.id for each in settings_fit()] == ["media.E002"]
    settings.MEDIA_STORE = "tape"
    assert [each.id for each in settings_fit()] == ["media.E001"]
    settings.MEDIA_STORE, settings.MEDIA_S3_ACCESS_KEY = "disk", "x"
    assert [each.id for each in settings_fit()] == ["media.E003"]
    settings.MEDIA_S3_ACCESS_KEY = ""
    settings.MEDIA_STORE_ORIGIN = "https://chat.example.org"
    settings.MEDIA_APP_ORIGINS = ["https://chat.example.org"]
    assert [each.id for each in settings_fit()] == ["media.E004"]
