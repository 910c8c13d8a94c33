"""A person gets all that the server holds of them, and nothing of others."""

import io
import json
import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID
from zipfile import ZipFile

import pytest
import redis
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.operations.changing_password import change_password
from chatproject.logs.redaction import redact
from chatproject.models import Export
from chatproject.privacy import registry
from chatproject.privacy.exporting import making
from chatproject.privacy.exporting.keeping import forget_expired
from chatproject.privacy.exporting.making import make_export
from conversations.models import Conversation, Membership
from conversations.operations.adding import add_member
from conversations.operations.removing import remove_member
from media.stores import store
from tests.conversations.world import group
from tests.json_schema import assert_valid
from tests.notifications.telling import post_message
from tests.privacy.living import Life
from tests.privacy.test_erasing import me
from tests.world import PASSWORD, App, browser

pytestmark = pytest.mark.django_db(transaction=True)


def exported(user: User) -> ZipFile:
    export = Export.objects.filter(user=user).latest("created_at")
    return ZipFile(io.BytesIO(b"".join(store().blocks(export.key))))


def test_export_has_all_that_is_theirs_and_nothing_else(life: Life, settings: Any, valkey: redis.Redis) -> None:
    user = me()
    keys = [prefix for each in registry.stores() for prefix in each.keys]
    assert [key for key in valkey.scan_iter() if not any(prefix.encode() in key for prefix in keys)] == []
    mail.outbox.clear()
    with patch("chatproject.privacy.exporting.making.export_person.delay", lambda id: make_export(id)):
        assert App(user)("POST", "me/export", {"password": "wrong"}).code == "not_authenticated"
        assert App(user)("GET", "me/export").code == "not_found"
        life.me("POST", "me/export", {"password": PASSWORD})
    assert App(user)("POST", "me/export", {"password": PASSWORD}).code == "rate_limited"
    state = life.me("GET", "me/export")
    assert (state["state"], state["percent"]) == ("ready", 100)
    # With the device alone, no one gets the address.
    assert "url" not in state
    assert App(user)("POST", "me/export/link", {}).code == "invalid"
    assert App(user)("POST", "me/export/link", {"password": "wrong"}).code == "not_authenticated"
    link = life.me("POST", "me/export/link", {"password": PASSWORD})
    assert state["created_at"] < link["expires_at"] < state["expires_at"]
    assert link["url"].rsplit("/", 2)[1] not in redact(f"GET {link['url']} 302")
    assert [(letter.to, "/settings/data/" in letter.body) for letter in mail.outbox] == [([user.email], True)]
    archive = exported(user)
    texts = {name: archive.read(name).decode() for name in archive.namelist() if not name.startswith("media/")}
    everything = "".join(text for name, text in texts.items() if name.endswith(".json"))
    readable = "".join(text for name, text in texts.items() if name.endswith(".html"))
    assert [where for where, word in life.planted.items() if word not in everything or word not in readable] == []
    assert "from a friend" not in everything
    assert [secret for secret in life.secret if secret in everything] == []
    lists = {name[5:-5]: json.loads(text) for name, text in texts.items() if name.startswith("data/")}
    assert_valid(json.loads(texts["schema.json"]), lists)
    media = [name for name in archive.namelist() if name.startswith("media/")]
    assert len(media) == 2
    assert all(archive.read(name) for name in media)
    # The address works without a sign-in for a day; then the file is gone.
    path = link["url"].removeprefix(settings.SITE_URL)
    assert Client().get(path).status_code == 302
    assert Client().get(path[:-3] + "x/").status_code == 404
    with patch.object(making, "LINK_FOR", timedelta(seconds=-1)):
        assert Client().get(path).status_code == 404
    key = Export.objects.get().key
    Export.objects.update(expires_at=Export.objects.get().created_at)
    assert Client().get(path).status_code == 404
    forget_expired()
    assert not Export.objects.exists()
    assert store().variants(key) == set()


def test_page_asks_and_leads_to_the_download(life: Life, settings: Any) -> None:
    client = browser(me())
    with patch("chatproject.privacy.exporting.making.export_person.delay", lambda id: None):
        assert client.post("/settings/data/", {"password": "wrong"}).status_code == 200
        assert client.post("/settings/data/", {"password": PASSWORD}).status_code == 302
    assert 'http-equiv="refresh"' in client.get("/settings/data/").content.decode()
    make_export(Export.objects.get().pk)
    first = Export.objects.get()
    assert "/exports/" not in client.get("/settings/data/").content.decode()
    place = "/settings/data/download/"
    assert "/exports/" not in client.post(place, {"password": "wrong"}).content.decode()
    shown = client.post(place, {"password": PASSWORD})
    assert "no-store" in shown["Cache-Control"]
    link = re.search(r"/exports/[^/]+/", shown.content.decode())[0]  # type: ignore[index]
    assert client.get(link).status_code == 302
    change_password(user=me(), password=f"{PASSWORD} changed")
    assert Client().get(link).status_code == 404
    # A new copy replaces the one before.
    newer = Export.objects.create(user=me())
    make_export(newer.pk)
    assert list(Export.objects.all()) == [newer]
    assert store().variants(first.key) == set()


def test_export_names_no_group_as_it_is_called_since_they_left(life: Life) -> None:
    user = me()
    Membership.objects.filter(conversation=UUID(life.shared), user=user).update(left_at=timezone.now())
    Conversation.objects.filter(pk=life.shared).update(title="Renamed since", topic="New topic")
    make_export(Export.objects.create(user=user).pk)
    rows = json.loads(exported(user).read("data/conversations.json"))
    assert [row["title"] for row in rows if row["conversation_id"] == life.shared] == [None]
    assert [row["topic"] for row in rows if row["conversation_id"] == life.own] == [
        life.planted["topic of an own group"]
    ]


def test_export_names_no_conversation_that_mentioned_them_where_they_may_not_read(
    alice: User, bob: User, carol: User
) -> None:
    def mention(history: str, *members: User) -> Conversation:
        place = group(alice, bob, *members, history=history)
        post_message(alice, place, "@carol")
        return place

    mention("all")
    left = mention("all", carol)
    remove_member(actor=alice, conversation_id=left.pk, user_id=carol.pk)
    joined = mention("joined")
    add_member(actor=alice, conversation_id=joined.pk, user_id=carol.pk)
    known = mention("all", carol)
    make_export(Export.objects.create(user=carol).pk)
    found = json.loads(exported(carol).read("data/mentions.json"))
    assert found == [{"conversation_id": str(known.pk), "seq": 1}]
