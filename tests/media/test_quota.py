"""Quotas of a user, a conversation and the server, and their error messages."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache

from accounts.models import User
from chatproject.contract.errors import TooLarge
from conversations.models import Conversation
from media.limits import total_bytes
from media.models import Attachment
from media.operations.uploading import cancel_upload, start_upload
from media.stores import store
from tests.conversations.racing import at_once, meanwhile
from tests.conversations.world import group
from tests.media.test_sweeping import begun


def begin(owner: User, garden: Conversation, size: int = 1000) -> Attachment:
    return start_upload(actor=owner, conversation_id=garden.pk, name="a", type="text/plain", size=size)


def refusal(owner: User, garden: Conversation, size: int = 1000) -> str:
    with pytest.raises(TooLarge) as refused:
        begin(owner, garden, size)
    return refused.value.detail


def test_a_conversation_has_so_much_room(alice: User, bob: User, garden: Conversation, settings: Any) -> None:
    settings.MEDIA_CONVERSATION_QUOTA_BYTES = 2_500
    first = begin(alice, garden)
    begin(bob, garden)
    assert "This conversation has 500 bytes of its 2.4 KB left" in refusal(alice, garden)
    assert set(store().keys(datetime.now(UTC) + timedelta(1))) == set(Attachment.objects.values_list("key", flat=True))
    begin(alice, garden, 500)
    begin(alice, group(alice))
    cancel_upload(actor=alice, upload_id=first.pk)
    begin(bob, garden)
    Attachment.objects.filter(owner=bob).update(state="rejected", reason="unreadable", expires_at=None)
    begin(bob, garden, 2_000)


def test_the_server_has_so_much_room(
    alice: User, bob: User, garden: Conversation, settings: Any, monkeypatch: Any
) -> None:
    settings.MEDIA_SERVER_QUOTA_BYTES = 2_500
    first = begin(alice, garden)
    begin(bob, group(bob))
    assert "no space left" in refusal(alice, garden)
    begin(alice, garden, 500)
    cancel_upload(actor=alice, upload_id=first.pk)
    cache.clear()  # a minute later
    begin(bob, garden)
    assert "no space left" in refusal(bob, garden, 1)


def test_shared_bytes_count_once_for_the_server_and_once_for_each_owner(
    alice: User, bob: User, garden: Conversation, settings: Any
) -> None:
    one, other = begin(alice, garden), begin(bob, garden)
    Attachment.objects.filter(pk=other.pk).update(key=one.key)
    assert total_bytes() == 1_000
    begin(alice, garden, 1)
    assert total_bytes() == 1_001
    settings.MEDIA_USER_QUOTA_BYTES = 1_500
    assert "500 bytes of your" in refusal(bob, garden)


def test_nothing_set_is_no_limit(alice: User, garden: Conversation, settings: Any) -> None:
    settings.MEDIA_USER_QUOTA_BYTES = 0
    with patch.object(cache, "incr") as counted:
        begin(alice, garden, settings.MEDIA_MAX_BYTES)
    assert not counted.called


def test_without_valkey_it_is_counted_each_time(alice: User, garden: Conversation, settings: Any) -> None:
    from redis.exceptions import ConnectionError

    settings.MEDIA_SERVER_QUOTA_BYTES = 1_500
    with patch.object(cache, "get", side_effect=ConnectionError):
        begin(alice, garden)
        assert "no space left" in refusal(alice, garden)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("quota", ["MEDIA_CONVERSATION_QUOTA_BYTES", "MEDIA_SERVER_QUOTA_BYTES"])
def test_simultaneous_uploads_never_exceed_the_quota(
    alice: User, bob: User, garden: Conversation, settings: Any, quota: str
) -> None:
    begin(alice, garden)
    setattr(settings, quota, 4_000)
    start = [partial(begin, owner, garden) for owner in (alice, bob)] * 5
    if quota == "MEDIA_SERVER_QUOTA_BYTES":
        begin(bob, garden)  # counted: from now on uploads are added to the total
        assert at_once(start) == {"ok": 2, "too_large": 8}
    else:
        assert at_once(start) == {"ok": 3, "too_large": 7}


@pytest.mark.django_db(transaction=True)
def test_two_people_in_one_conversation_do_not_both_fit(
    alice: User, bob: User, garden: Conversation, settings: Any
) -> None:
    settings.MEDIA_CONVERSATION_QUOTA_BYTES = 1_500
    assert meanwhile(partial(begin, alice, garden), partial(begin, bob, garden)) == {"too_large": 1}
    assert begun(alice, group(alice)).pk
