"""From the uploaded bytes to what everyone sees: by a real worker, through the endpoints."""

import hashlib
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from PIL import Image

from accounts.models import User
from conversations.models import Conversation
from media.models import Attachment
from media.operations import verifying
from media.operations.completing import complete_upload
from media.operations.counting import TRIES
from media.operations.verifying import verify
from media.processing import running
from media.stores import store
from tests.contract.world import World
from tests.media import corpus
from tests.media.files import put_up, sha256
from tests.media.test_store import files
from tests.media.test_sweeping import begun


async def test_a_picture_is_shown_in_sizes_and_tells_nothing_of_its_maker(world: World, tmp_path: Path) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    data = corpus.photograph(tmp_path / "it.jpg", width=1200, height=800).read_bytes()
    sent = await put_up(alice, garden, data, name="it.bin", type="x/y", sha256=sha256(data))
    found = await alice.get(f"attachments/{sent.id}")
    assert (found["kind"], found["type"], found["width"], found["height"]) == ("picture", "image/jpeg", 1200, 800)
    assert found["is_playable"]
    assert found["thumbhash"]
    assert [(v["name"], v["width"], v["height"]) for v in found["variants"]] == [
        ("small", 320, 213),
        ("medium", 960, 640),
        ("large", 1200, 800),
    ]
    whole = await world.http.get(await sent.link())
    assert corpus.SECRET in data
    assert corpus.SECRET not in whole.content
    assert (len(whole.content), sha256(whole.content)) == (found["size"], found["sha256"])
    assert (whole.headers["content-type"], whole.headers["content-disposition"]) == (
        "image/jpeg",
        'inline; filename="it.bin"',
    )
    for variant in found["variants"]:
        link = await alice.do("POST", f"attachments/{sent.id}/link", {"variant": variant["name"]})
        got = await world.http.get(link["url"])
        assert (got.headers["content-type"], len(got.content)) == ("image/webp", variant["size"])
    assert (await alice.call("POST", f"attachments/{sent.id}/link", {"variant": "huge"})).code == "not_found"
    link = await alice.do("POST", f"attachments/{sent.id}/link", {"download": True})
    saved = await world.http.get(link["url"])
    assert (saved.headers["content-disposition"], saved.content) == ('attachment; filename="it.bin"', whole.content)


async def test_variant_address_requires_a_signed_in_user(world: World, tmp_path: Path) -> None:
    alice = await world.person("alice")
    sent = await put_up(alice, await world.group(alice), corpus.photograph(tmp_path / "it.jpg").read_bytes())
    path = f"{alice.home.url}/api/v1/attachments/{sent.id}/content?variant=small"
    assert (await world.http.get(path)).status_code == 401
    moved = await world.http.get(path, headers=alice.authorization)
    assert (moved.status_code, moved.headers["cache-control"]) == (302, "private, max-age=30")
    got = await world.http.get(alice.home.url + moved.headers["location"])
    assert (got.status_code, got.headers["content-type"]) == (200, "image/webp")


async def test_a_page_that_calls_itself_a_picture_is_saved_and_not_shown(world: World) -> None:
    alice = await world.person("alice")
    page = b"<!doctype html><script>alert(1)</script>"
    sent = await put_up(alice, await world.group(alice), page, name="a.jpg", type="image/jpeg")
    found = await alice.get(f"attachments/{sent.id}")
    assert (found["kind"], found["type"], found["preview"]) == ("text", "text/plain", page.decode())
    got = await world.http.get(await sent.link())
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment")


def _came(owner: User, place: Conversation, source: Path) -> Attachment:
    data = source.read_bytes()
    row = begun(owner, place, data=data, sha256=hashlib.sha256(data).hexdigest())
    complete_upload(actor=owner, upload_id=row.pk)
    return row


def test_a_telephone_s_heic_becomes_a_jpeg(alice: User, garden: Conversation, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_HEIC = True
    row = _came(alice, garden, corpus.heic(tmp_path / "IMG_1.HEIC"))
    Attachment.objects.filter(pk=row.pk).update(name="IMG_1.HEIC")
    verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.kind, row.type, row.name) == ("ready", "picture", "image/jpeg", "IMG_1.jpeg")
    with store().local(row.key) as path, Image.open(path) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 800))


@pytest.mark.parametrize("last", ["_difference", "_kept"])
def test_done_again_after_a_crash_it_ends_the_same(
    alice: User, garden: Conversation, tmp_path: Path, last: str
) -> None:
    row = _came(alice, garden, corpus.photograph(tmp_path / "it.jpg"))
    done: Any = getattr(verifying, last)

    def killed(*arguments: Any) -> None:
        done(*arguments)
        raise KeyboardInterrupt

    with patch.object(verifying, last, killed), pytest.raises(KeyboardInterrupt):
        verify(attachment_id=row.pk)
    verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.kind) == ("ready", "picture")
    assert store().variants(row.key) == {"", "small", "medium", "large"}
    with store().local(row.key) as path, Image.open(path) as image:
        assert not image.getexif()


@pytest.mark.parametrize("end", [KeyboardInterrupt, SoftTimeLimitExceeded])
def test_a_file_that_always_kills_its_worker_is_refused_in_the_end(
    alice: User, garden: Conversation, tmp_path: Path, settings: Any, end: type[BaseException]
) -> None:
    row = _came(alice, garden, corpus.photograph(tmp_path / "it.jpg"))
    for _ in range(TRIES):
        with patch.object(verifying, "_processed", side_effect=end), pytest.raises(end):
            verify(attachment_id=row.pk)
        row.refresh_from_db()
        assert row.state == "pending"
    verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.reason, files(Path(settings.MEDIA_ROOT))) == ("rejected", "took_too_much", [])


def test_truncated_picture_is_shown_without_its_metadata(alice: User, garden: Conversation, tmp_path: Path) -> None:
    whole = corpus.photograph(tmp_path / "it.jpg").read_bytes()
    (tmp_path / "half.jpg").write_bytes(whole[: len(whole) // 2])
    row = _came(alice, garden, tmp_path / "half.jpg")
    verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.kind, row.details["is_playable"]) == ("ready", "picture", True)
    with store().local(row.key) as path:
        assert corpus.SECRET not in path.read_bytes()


def test_file_whose_job_is_ended_is_kept_to_be_saved(
    alice: User, garden: Conversation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.01)
    row = _came(alice, garden, corpus.photograph(tmp_path / "it.jpg"))
    verify(attachment_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.kind, row.type, row.details) == ("ready", "file", "application/octet-stream", {})
