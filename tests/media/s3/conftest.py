"""Two servers with a bucket: rclone's rejects every wrong signature, moto supports every call."""

from collections.abc import Iterator
from typing import Any

import pytest

from media.stores import store
from media.stores.bucket import client
from media.stores.s3 import S3Store
from tests.media.buckets import BUCKET, Rclone, moto
from tests.media.s3.slots import at


@pytest.fixture(scope="session")
def rclone_endpoint() -> Iterator[str]:
    rclone = Rclone()
    yield rclone.endpoint
    rclone.stop()


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    with moto() as endpoint:
        yield endpoint


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
