"""A person's data are exported whole, and erased everywhere; others go on, and see it as changes."""

import io
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

import jsonschema  # type: ignore[import-untyped]
import pytest
import redis
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.models import AccountDeletion, PersonHold, User
from accounts.operations.deactivating import reactivate
from accounts.operations.holding import place_hold
from accounts.operations.ordering_erasure import order_erasure, order_erasure_now
from chatproject.contract.errors import Forbidden
from chatproject.models import Export
from chatproject.privacy import erasing, registry
from chatproject.privacy.exporting.keeping import forget_expired
from chatproject.privacy.exporting.making import make_export
from chatproject.tasks import erase_deleted
from conversations.models import Conversation, Membership
from media.discarding import discard_bytes
from media.models import Attachment
from media.operations.picturing import change_avatar
from media.stores import store
from messaging.models import Message
from tests.backups.conftest import _url as database_url
from tests.conversations.world import event, listening, membership
from tests.media.test_sweeping import begun, ready
from tests.media.test_sweeping import post as post_file
from tests.pictures import square
from tests.privacy import scanning
from tests.privacy.living import Life
from tests.world import PASSWORD, App, browser, person

pytestmark = pytest.mark.django_db(transaction=True)


def caller(user: User) -> Any:
    app = App(user)

    def call(method: str, path: str, data: Any = None) -> Any:
        answer = app(method, path, data)
        assert answer.status < 300, (method, path, answer.body)
        return answer.body

    return call


@pytest.fixture(autouse=True)
def _swift(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.MEDIA_WORKSHOP = settings.DATA_DIR / "media-workshop"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    monkeypatch.setattr(erasing, "_LONGEST_PAUSE", 0.0)
    monkeypatch.setattr(discard_bytes, "delay", discard_bytes)


@pytest.fixture
def life() -> Life:
    """A person with data in every feature, and files and a picture in the store."""
    me, friend = person("plantedname"), person("bob")
    change_avatar(actor=me, image=square(64))
    lived = Life(caller(me), caller(friend), PASSWORD)
    lived.planted["username"] = "plantedname"
    lived.live()
    shared = Conversation.objects.get(pk=lived.shared)
    row = ready(me, shared)
    Attachment.objects.filter(pk=row.pk).update(name=lived.plant("name of a file", after=".bin"))
    post_file(me, shared, row)
    begun(me, shared)
    browser(me)
    return lived


def me() -> User:
    return User.objects.get(username="plantedname")


def url(settings: Any) -> str:
    return database_url(settings.DATABASE_URL, connection.settings_dict["NAME"])


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
    assert [(letter.to, "/settings/data/" in letter.body) for letter in mail.outbox] == [([user.email], True)]
    archive = exported(user)
    texts = {name: archive.read(name).decode() for name in archive.namelist() if not name.startswith("media/")}
    everything = "".join(text for name, text in texts.items() if name.endswith(".json"))
    readable = "".join(text for name, text in texts.items() if name.endswith(".html"))
    assert [where for where, word in life.planted.items() if word not in everything or word not in readable] == []
    assert "from a friend" not in everything
    assert [secret for secret in life.secret if secret in everything] == []
    lists = {name[5:-5]: json.loads(text) for name, text in texts.items() if name.startswith("data/")}
    jsonschema.Draft202012Validator(json.loads(texts["schema.json"])).validate(lists)
    media = [name for name in archive.namelist() if name.startswith("media/")]
    assert len(media) == 2
    assert all(archive.read(name) for name in media)
    # The link works without a sign-in, until it expires; then the file is gone.
    path = state["url"].removeprefix(settings.SITE_URL)
    assert Client().get(path).status_code == 302
    assert Client().get(path[:-3] + "x/").status_code == 404
    key = Export.objects.get().key
    Export.objects.update(expires_at=Export.objects.get().created_at)
    assert Client().get(path).status_code == 404
    forget_expired()
    assert not Export.objects.exists()
    assert store().variants(key) == set()


def test_page_asks_and_leads_to_the_download(life: Life) -> None:
    client = browser(me())
    with patch("chatproject.privacy.exporting.making.export_person.delay", lambda id: None):
        assert client.post("/settings/data/", {"password": "wrong"}).status_code == 200
        assert client.post("/settings/data/", {"password": PASSWORD}).status_code == 302
    assert 'http-equiv="refresh"' in client.get("/settings/data/").content.decode()
    make_export(Export.objects.get().pk)
    assert "/exports/" in client.get("/settings/data/").content.decode()


@pytest.mark.parametrize("is_deleting", [True, False])
def test_erasure_leaves_nothing_of_the_person(
    life: Life, settings: Any, valkey: redis.Redis, is_deleting: bool
) -> None:
    """Where messages are kept, the texts of those that others can read remain, and nothing else."""
    user = me()
    with patch("chatproject.privacy.exporting.making.export_person.delay", lambda id: make_export(id)):
        life.me("POST", "me/export", {"password": PASSWORD})
    shared, direct = (Conversation.objects.get(pk=id) for id in (life.shared, life.direct))
    words = [*life.planted.values(), *life.secret]
    assert scanning.in_tables(url(settings), words)
    before = {c.pk: c.rev for c in (shared, direct)}
    with listening() as events:
        order_erasure_now(user=user, say=lambda _: None, deletes_messages=is_deleting)
    kept = {word for where, word in life.planted.items() if where in kept_where(life, is_deleting)}
    assert {hit.rpartition(" ")[2] for hit in scanning.in_tables(url(settings), words)} == kept
    assert scanning.in_files(settings.DATA_DIR, words) == []
    assert scanning.in_valkey(valkey, words) == []
    assert [path for path in scanning.walk(settings.MEDIA_ROOT) if "tmp" not in path.name] == []
    frames = [event(each) for each in events if each.frame]
    # Each change has its own rev, without a gap, and reaches the other members.
    for conversation in (shared, direct):
        conversation.refresh_from_db()
        revs = [e["rev"] for e in frames if e.get("conversation") == str(conversation.pk)]
        assert sorted(set(revs)) == list(range(before[conversation.pk] + 1, conversation.rev + 1))
    assert any(e["type"] == "user" and e["user"]["display_name"] == "Deleted user" for e in frames)
    assert shared.member_count == 1
    assert Membership.objects.get(conversation=shared, left_at=None).role == "owner"
    assert life.friend("GET", f"conversations/{life.direct}")["id"] == life.direct
    assert life.friend("POST", f"conversations/{life.shared}/messages", {"client_id": str(user.pk), "body": "on"})[
        "seq"
    ]
    gone = life.friend("GET", f"users/{user.pk}")
    assert (gone["display_name"], gone["is_deactivated"]) == ("Deleted user", True)
    person("plantedname")  # the name and the address are free again


def kept_where(life: Life, is_deleting: bool) -> set[str]:
    if is_deleting:
        return set()
    both = (life.shared, life.direct)
    return {"reported message", *(f"{what} {id}" for id in both for what in ("message", "after the edit"))}


def test_erasure_goes_on_where_it_was_interrupted(life: Life, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ends after every piece in turn, as a kill would, and begins again until it is done."""
    user, whole, runs = me(), erasing.Erasing.piece, 0
    order_erasure(actor=None, user=user, deletes_messages=True)
    AccountDeletion.objects.update(is_due=True)

    class Killed(Exception):
        pass

    while AccountDeletion.objects.unfinished().exists():
        runs, left = runs + 1, [runs + 1]

        def piece(self: erasing.Erasing, left: list[int] = left) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return whole(self)

        monkeypatch.setattr(erasing.Erasing, "piece", piece)
        try:
            erasing.erase(user, lambda _: None)
        except Killed:
            assert reactivate(actor=None, user=user) is not None
    assert runs > 10
    assert scanning.in_tables(url(settings), [*life.planted.values(), *life.secret]) == []
    conversation = Conversation.objects.get(pk=life.shared)
    assert conversation.rev == max(
        *Message.objects.of(conversation).values_list("rev", flat=True),
        membership(conversation, user).rev,
        conversation.rev,
    )
    erasing.erase(user, lambda _: None)  # again changes nothing
    assert Conversation.objects.get(pk=life.shared).rev == conversation.rev


def test_hold_stops_an_erasure_and_server_policy_is_the_strictest(life: Life, root: User, settings: Any) -> None:
    user = me()
    order_erasure(actor=root, user=user, reason="asked by letter")
    erase_deleted()
    assert AccountDeletion.objects.get().started_at is None  # its time is not over
    AccountDeletion.objects.update(is_due=True)
    hold = PersonHold(user=user, reason="a court asks")
    place_hold(actor=None, hold=hold)
    erase_deleted()
    assert User.objects.filter(username="plantedname").exists()
    PersonHold.objects.filter(pk=hold.pk).update(ended_at=hold.placed_at, end_reason="over")
    settings.ERASED_MESSAGES = "delete"
    erase_deleted()
    assert AccountDeletion.objects.get().erased_at is not None
    assert not Message.objects.filter(sender=user, deleted_at=None).exists()


def test_staff_delete_only_weaker_accounts(root: User, alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    with pytest.raises(Forbidden):
        order_erasure(actor=User.objects.get(pk=bob.pk), user=root)
    with pytest.raises(Forbidden):
        order_erasure(actor=root, user=root)
    client = browser(root)
    chosen = {"action": "delete", "_selected_action": [str(alice.pk)], "reason": "asked by letter", "apply": "1"}
    client.post("/admin/accounts/user/", chosen)
    assert AccountDeletion.objects.get().user == alice
    assert not User.objects.get(pk=alice.pk).is_active
