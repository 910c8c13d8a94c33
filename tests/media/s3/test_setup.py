"""A command sets a bucket up. Checks report one that does not respond or is misconfigured."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from chatproject.contract.errors import Unavailable
from media.checks import bucket_fits, settings_fit
from media.stores import Slot
from media.stores.bucket import client
from media.stores.s3 import S3Store
from tests.media.buckets import BUCKET, free_port
from tests.media.s3.slots import at, done, ours

pytestmark = pytest.mark.long


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


def test_the_bucket_is_set_up_by_a_command(at_moto: S3Store, settings: Any) -> None:
    ours().delete_bucket_cors(Bucket=BUCKET)
    [complaint] = [each for each in bucket_fits() if "may not send" in each.msg]
    assert "https://chat.example.org" in complaint.msg
    with pytest.raises(CommandError, match="Anyone may list"):  # moto requires no signatures
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
