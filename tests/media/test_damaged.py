"""A damaged row affects nothing else: its list is shown, with a plain file in its place."""

import json
import logging
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import User
from conversations.models import Conversation, Membership
from conversations.operations.personalising import personalise_conversation
from media.details import note_damaged
from media.models import Attachment
from tests.conversations.world import call, direct
from tests.media.test_command import manage
from tests.media.test_sweeping import post, ready
from tests.world import browser

DAMAGE: dict[str, tuple[str, Any]] = {
    "a list": ("details", [1]),
    "a text": ("details", "gone"),
    "nothing": ("details", None),
    "words for numbers": ("details", {"width": "wide"}),
    "a number too large to tell": ("details", {"width": 10**30}),
    "variants of nothing": ("details", {"variants": [1, None]}),
    "no such kind": ("kind", "holo"),
}


@pytest.fixture(params=DAMAGE)
def damaged(request: Any, alice: User, garden: Conversation) -> Attachment:
    """A file of a message between two others, with a damaged row."""
    note_damaged.cache_clear()
    row = ready(alice, garden)
    post(alice, garden, row)
    column, value = DAMAGE[request.param]
    text = json.dumps(value) if column == "details" else value
    cast = "::jsonb" if column == "details" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE media_attachment SET {column} = %s{cast} WHERE id = %s", [text, row.pk])  # noqa: S608
    return row


def test_each_list_shows_a_plain_file(
    alice: User, bob: User, garden: Conversation, damaged: Attachment, caplog: pytest.LogCaptureFixture
) -> None:
    place = f"conversations/{garden.pk}"
    with caplog.at_level(logging.ERROR, "media.details"):
        history = call(bob, "GET", f"{place}/messages").body["items"]
        changes = call(bob, "GET", f"{place}/changes?since=0").body["messages"]
        synced = call(bob, "POST", "sync", {"type": "sync", "revs": {}}).body["conversations"]
        listed = call(bob, "GET", "conversations").body["items"]
        files = call(bob, "GET", f"{place}/attachments").body["items"]
        one = call(bob, "GET", f"attachments/{damaged.pk}").body
    [shown] = history[-1]["attachments"]
    assert (shown["id"], shown["name"], shown["kind"]) == (str(damaged.pk), damaged.name, "file")
    assert history[-1] == changes[-1] == synced[0]["last_message"] == listed[0]["last_message"]
    assert one == shown
    assert [file["attachment"] for file in files] in ([shown], [])  # without a kind it is in no list of a kind
    assert [record.getMessage().split()[4] for record in caplog.records] == [str(damaged.pk)]


def test_damaged_file_can_still_be_downloaded(bob: User, damaged: Attachment) -> None:
    assert call(bob, "POST", f"attachments/{damaged.pk}/link", {}).status == 200


def test_staff_and_commands_see_it(mallory: User, damaged: Attachment) -> None:
    mallory.is_staff = mallory.is_superuser = True
    mallory.save()
    staff = browser(mallory)
    pages = [
        reverse("admin:media_attachment_changelist"),
        reverse("admin:media_attachment_change", args=[damaged.pk]),
        reverse("admin:media_storage"),
    ]
    assert [staff.get(page).status_code for page in pages] == [200] * 3
    assert "CHECKED files=1" in manage("check")[1]


def test_a_damaged_setting_is_left_out_of_sync(bob: User, garden: Conversation) -> None:
    personalise_conversation(actor=bob, conversation_id=garden.pk, notify="nothing")
    Membership.objects.filter(user=bob, conversation=garden).update(notify="holo")
    answer = call(bob, "POST", "sync", {"type": "sync", "revs": {}, "me_rev": 0})
    assert (answer.status, answer.body["me"]["memberships"]) == (200, [])


def test_a_damaged_key_of_a_conversation_names_no_peer(alice: User, bob: User, garden: Conversation) -> None:
    talk = direct(alice, bob)
    Conversation.objects.filter(pk=talk.pk).update(direct_key=f"{bob.pk}:gone")
    found = call(bob, "GET", "conversations")
    assert found.status == 200
    assert {each["id"] for each in found.body["items"]} == {str(talk.pk), str(garden.pk)}
