"""Refused uploads: by permission, by size, and by malformed input."""

from typing import Any

import pytest

from accounts.models import User
from conversations.models import Conversation
from media.models import Attachment
from media.stores.disk import DiskStore
from tests.conversations.world import UNKNOWN, call, group
from tests.media.test_store import put
from tests.world import Answer

FILE = {"name": "a.txt", "type": "text/plain", "size": 1000}


def begin(user: User, garden: Conversation, **about: Any) -> Answer:
    return call(user, "POST", f"conversations/{garden.pk}/uploads", FILE | about)


def test_members_alone_put_files_into_a_conversation(
    alice: User, bob: User, mallory: User, garden: Conversation
) -> None:
    assert begin(bob, garden).status == 201
    assert begin(mallory, garden).code == "not_found"
    assert call(alice, "POST", f"conversations/{UNKNOWN}/uploads", FILE).code == "not_found"
    assert call(None, "POST", f"conversations/{garden.pk}/uploads", FILE).code == "not_authenticated"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("POST", "/parts", {"numbers": [1]}),
        ("POST", "/complete", None),
        ("DELETE", "", None),
    ],
)
def test_an_upload_is_its_owners_alone(
    alice: User, bob: User, garden: Conversation, method: str, path: str, body: Any
) -> None:
    """Not even a member who has its id can use it."""
    upload = begin(alice, garden).body["id"]
    assert call(bob, method, f"uploads/{upload}{path}", body).code == "not_found"
    assert call(bob, "GET", f"attachments/{upload}").code == "not_found"
    assert call(bob, "POST", f"attachments/{upload}/link").code == "not_found"
    answer = call(alice, method, f"uploads/{upload}{path}", body)
    assert answer.code == ("conflict" if path == "/complete" else "ok")


@pytest.mark.parametrize(
    "about",
    [
        {"size": 0},
        {"size": -1},
        {"size": 2**53},
        {"size": "1"},
        {"size": None},
        {"name": None},
        {"type": "text"},
        {"type": "text/html\r\nX: y"},
        {"type": "text/html\n"},
        {"type": "a/" + "b" * 300},
        {"sha256": "0" * 63},
        {"sha256": "0" * 64 + "\n"},
        {"sha256": "G" * 64},
    ],
)
def test_upload_is_invalid_when_malformed(alice: User, garden: Conversation, about: dict[str, Any]) -> None:
    assert begin(alice, garden).status == 201
    assert begin(alice, garden, **about).code == "invalid"


def test_a_file_has_a_largest_size(alice: User, garden: Conversation, settings: Any) -> None:
    settings.MEDIA_MAX_BYTES = 1000
    assert begin(alice, garden, size=1000).status == 201
    refused = begin(alice, garden, size=1001)
    assert refused.code == "too_large"
    assert "1000 bytes" in refused.body["detail"]


def test_a_person_has_so_much_room(alice: User, bob: User, garden: Conversation, settings: Any) -> None:
    settings.MEDIA_USER_QUOTA_BYTES = 2500
    first = begin(alice, garden)
    assert begin(alice, group(alice)).status == 201
    refused = begin(alice, garden)
    assert refused.code == "too_large"
    assert "500 bytes of" in refused.body["detail"]
    assert begin(bob, garden).status == 201
    assert begin(alice, garden, size=500).status == 201
    assert call(alice, "DELETE", f"uploads/{first.body['id']}").status == 204
    assert begin(alice, garden).status == 201


def test_rejected_file_does_not_count_against_the_quota(alice: User, garden: Conversation, settings: Any) -> None:
    settings.MEDIA_USER_QUOTA_BYTES = 1000
    begin(alice, garden)
    assert begin(alice, garden).code == "too_large"
    Attachment.objects.update(state="rejected", reason="hash_mismatch", expires_at=None)
    assert begin(alice, garden).status == 201


def test_a_person_has_so_many_uploads_begun(alice: User, garden: Conversation, settings: Any) -> None:
    settings.MEDIA_UNFINISHED_UPLOADS = 2
    assert [begin(alice, garden).code for _ in range(3)] == ["ok", "ok", "too_large"]


@pytest.mark.parametrize("numbers", [[], [0], [-1], [3], ["1"], [1.5], list(range(1, 102)), None])
def test_parts_are_numbered_from_one(alice: User, garden: Conversation, numbers: Any) -> None:
    upload = begin(alice, garden, size=9 * 1024**2).body
    parts = call(alice, "POST", f"uploads/{upload['id']}/parts", {"numbers": [2, 1]}).body["parts"]
    assert [(part["number"], part["size"]) for part in parts] == [(2, 1024**2), (1, 8 * 1024**2)]
    assert call(alice, "POST", f"uploads/{upload['id']}/parts", {"numbers": numbers}).code == "invalid"


def test_without_its_parts_nothing_is_complete(alice: User, garden: Conversation) -> None:
    upload = begin(alice, garden, size=9 * 1024**2).body["id"]
    refused = call(alice, "POST", f"uploads/{upload}/complete")
    assert refused.code == "conflict"
    assert "1, 2" in refused.body["detail"]
    assert call(alice, "GET", f"uploads/{upload}").body["state"] == "uploading"


def test_a_part_of_another_size_is_none(alice: User, garden: Conversation) -> None:
    """Whatever caused it: the store reports the sizes of parts, not only which exist."""
    upload = begin(alice, garden).body["id"]
    slot = Attachment.objects.get(pk=upload).slot
    put(DiskStore(), slot, 1, b"x" * 999)
    put(DiskStore(), slot, 2, b"x" * 1000)
    assert call(alice, "GET", f"uploads/{upload}").body["received"] == []
    assert call(alice, "POST", f"uploads/{upload}/complete").code == "conflict"
    put(DiskStore(), slot, 1, b"x" * 1000)
    assert call(alice, "GET", f"uploads/{upload}").body["received"] == [1]
    assert call(alice, "POST", f"uploads/{upload}/complete").status == 200


def test_a_very_large_file_has_larger_parts(alice: User, garden: Conversation, settings: Any) -> None:
    settings.MEDIA_MAX_BYTES = settings.MEDIA_USER_QUOTA_BYTES = 2**50
    upload = begin(alice, garden, size=200 * 1024**3).body
    assert upload["parts"] <= 10_000
    assert upload["part_size"] % 1024**2 == 0
