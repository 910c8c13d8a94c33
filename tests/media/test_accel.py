"""Behind nginx the bytes are nginx's to give: it is told where they are, and nobody else is."""

from typing import Any

import pytest

from chatproject.media_door import MediaDoor
from media.stores import Served
from media.stores.signing import GetObject, expiry, sign

KEY = "abcd" + "0" * 36


@pytest.fixture
def door(settings: Any) -> MediaDoor:
    settings.MEDIA_ACCEL_PREFIX = "/-/media/"
    return MediaDoor(None)


async def ask(
    door: MediaDoor, method: str = "GET", *, seconds: int = 60, asked: dict[str, str] | None = None
) -> tuple[int, dict[str, str]]:
    may = GetObject(
        served=Served(KEY, "", "a b.txt", "application/octet-stream", 1000, "0" * 64, False), expires=expiry(seconds)
    )
    scope = {
        "method": method,
        "path": f"/media/objects/{sign(may)}/a b.txt",
        "headers": [(name.encode(), value.encode()) for name, value in (asked or {}).items()],
    }
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await door(scope, None, send)
    assert [message.get("body") for message in sent] == [None, b""]
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(("method", "headers"), [("GET", {}), ("HEAD", {}), ("GET", {"range": "bytes=5-9"})])
async def test_nginx_is_told_where_it_is(door: MediaDoor, method: str, headers: dict[str, str]) -> None:
    status, said = await ask(door, method, asked=headers)
    assert status == 200
    assert said["x-accel-redirect"] == f"/-/media/objects/ab/cd/{KEY}"
    assert said["content-type"] == "application/octet-stream"
    assert said["content-disposition"] == 'attachment; filename="a b.txt"'
    assert "content-range" not in said


async def test_without_a_living_permission_it_is_not(door: MediaDoor) -> None:
    status, said = await ask(door, seconds=-1)
    assert (status, said) == (403, {"cache-control": "no-store", "content-length": "0"})
