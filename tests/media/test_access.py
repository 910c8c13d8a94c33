"""Access to files, lists and pictures: every route, called by every kind of user."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.models import User
from conversations.models import Conversation
from conversations.operations.adding import add_member
from conversations.operations.removing import remove_member
from media.models import Attachment
from media.operations.picturing import change_avatar
from tests.accounts.test_tokens import altered, in_seconds
from tests.conversations.world import group
from tests.media.test_sweeping import begun, post, ready
from tests.pictures import square
from tests.world import Answer, Api, App, person

pytestmark = pytest.mark.long

#: In the order of the columns below.
ACTORS = ("owner", "member", "newcomer", "ex_member", "stranger", "nobody", "expired")
NOBODY = ["not_authenticated", "token_invalid"]

ALL = ["ok"] * 5 + NOBODY
MEMBERS = ["ok"] * 3 + ["not_found"] * 2 + NOBODY
READERS = ["ok"] * 2 + ["not_found"] * 3 + NOBODY
OWNER = ["ok"] + ["not_found"] * 4 + NOBODY
WHO_MAY_RENAME = ["ok"] + ["forbidden"] * 2 + ["not_found"] * 2 + NOBODY

FILE = {"name": "a.txt", "type": "text/plain", "size": 10}
PART = {"numbers": [1]}
PICTURE = object()

#: {draft} is an upload of the owner's; {early} was sent before the newcomer joined and {late} after.
ROUTES: dict[tuple[str, str], tuple[Any, list[str]]] = {
    ("POST", "conversations/{garden}/uploads"): (FILE, MEMBERS),
    ("GET", "uploads/{draft}"): (None, OWNER),
    ("DELETE", "uploads/{draft}"): (None, OWNER),
    ("POST", "uploads/{draft}/parts"): (PART, OWNER),
    ("POST", "uploads/{draft}/complete"): ({}, OWNER),
    ("GET", "attachments/{draft}"): (None, OWNER),
    ("GET", "attachments/{unsaid}"): (None, OWNER),
    ("POST", "attachments/{unsaid}/link"): ({}, OWNER),
    ("GET", "attachments/{unsaid}/content"): (None, OWNER),
    ("GET", "attachments/{early}"): (None, READERS),
    ("POST", "attachments/{early}/link"): ({}, READERS),
    ("GET", "attachments/{early}/content"): (None, READERS),
    ("GET", "attachments/{late}"): (None, MEMBERS),
    ("POST", "attachments/{late}/link"): ({}, MEMBERS),
    ("GET", "attachments/{late}/content"): (None, MEMBERS),
    ("GET", "conversations/{garden}/attachments?kind=files"): (None, MEMBERS),
    ("GET", "conversations/{garden}/links"): (None, MEMBERS),
    ("PUT", "conversations/{garden}/picture"): (PICTURE, WHO_MAY_RENAME),
    ("DELETE", "conversations/{garden}/picture"): (None, WHO_MAY_RENAME),
    ("PUT", "me/avatar"): (PICTURE, ALL),
    ("DELETE", "me/avatar"): (None, ALL),
}


@dataclass
class Stage:
    garden: Conversation
    early: Attachment
    late: Attachment
    draft: Attachment
    unsaid: Attachment
    people: dict[str, User]

    def api(self, actor: str) -> Api:
        if actor == "nobody":
            return Api()
        app = App(self.people["owner" if actor == "expired" else actor])
        return Api(Authorization=f"Bearer {altered(app, exp=in_seconds(-1))}") if actor == "expired" else app

    def ask(self, actor: str, method: str, path: str, body: Any = None) -> Answer:
        ids = {name: getattr(self, name).pk for name in ("garden", "early", "late", "draft", "unsaid")}
        path, api = path.format(**ids), self.api(actor)
        return api.put_picture(path, square()) if body is PICTURE else api(method, path, body)


@pytest.fixture
def stage(alice: User, bob: User, mallory: User) -> Stage:
    carol, dave = person("carol"), person("dave")
    garden = group(alice, bob, dave, history="joined")
    early = ready(alice, garden)
    post(alice, garden, early)
    add_member(actor=alice, conversation_id=garden.pk, user_id=carol.pk, role="member")
    late = ready(alice, garden)
    post(alice, garden, late)
    remove_member(actor=alice, conversation_id=garden.pk, user_id=dave.pk)
    cast = {"owner": alice, "member": bob, "newcomer": carol, "ex_member": dave, "stranger": mallory}
    return Stage(garden, early, late, begun(alice, garden), ready(alice, garden), cast)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_each_actor_gets_the_expected_answer(stage: Stage, method: str, path: str) -> None:
    """The owner calls last, because their call may delete the file."""
    body, expected = ROUTES[method, path]
    found = {actor: stage.ask(actor, method, path, body).code for actor in reversed(ACTORS)}
    assert [found[actor] for actor in ACTORS] == expected


def test_no_route_is_left_out() -> None:
    asked = {(method, _shape(path)) for method, path in ROUTES}
    there = {
        (method.upper(), _shape(pattern))
        for pattern, view in _routes()
        for method in ("get", "post", "put", "patch", "delete")
        if hasattr(view, method)
    }
    assert asked == there


def _routes() -> list[tuple[str, type]]:
    """Returns the routes of this app, of pictures, and of the lists of shared content."""
    patterns = [*get_resolver("media.api_urls").url_patterns, *get_resolver("messaging.api_urls").url_patterns]
    found = [(str(each.pattern), getattr(each.callback, "cls")) for each in patterns]  # noqa: B009
    others = ("PictureApi", "SharedFilesApi", "SharedLinksApi")
    return [(path, view) for path, view in found if view.__module__ == "media.api" or view.__name__ in others]


def _shape(path: str) -> str:
    """Returns the same for an address and for the pattern that matches it."""
    words = path.partition("?")[0].split("/")
    return "/".join("*" if word[0] in "{<" else word for word in words)


# The lists


@pytest.mark.parametrize(("actor", "count"), [("owner", 2), ("member", 2), ("newcomer", 1)])
def test_list_holds_only_what_the_actor_may_read(stage: Stage, actor: str, count: int) -> None:
    path = "conversations/{garden}/attachments?kind=files"
    ids = [item["attachment"]["id"] for item in stage.ask(actor, "GET", path).body["items"]]
    assert ids == [str(stage.late.pk), str(stage.early.pk)][:count]


# Claiming


@pytest.mark.parametrize("actor", ["member", "newcomer", "ex_member", "stranger"])
@pytest.mark.parametrize("what", ["draft", "unsaid", "early"])
def test_another_s_file_is_not_said_by_its_id(stage: Stage, actor: str, what: str) -> None:
    file = getattr(stage, what)
    before = Attachment.objects.values().get(pk=file.pk)
    draft = {"client_id": str(uuid4()), "body": "mine", "attachments": [str(file.pk)]}
    assert stage.ask(actor, "POST", "conversations/{garden}/messages", draft).code == "not_found"
    elsewhere = group(stage.people[actor])
    assert stage.ask(actor, "POST", f"conversations/{elsewhere.pk}/messages", draft).code == "not_found"
    assert Attachment.objects.values().get(pk=file.pk) == before


def test_file_can_be_sent_only_in_the_conversation_it_was_uploaded_to(stage: Stage) -> None:
    draft = {"client_id": str(uuid4()), "body": "", "attachments": [str(stage.draft.pk)]}
    elsewhere = group(stage.people["owner"])
    assert stage.ask("owner", "POST", f"conversations/{elsewhere.pk}/messages", draft).code == "not_found"
    assert stage.ask("owner", "POST", "conversations/{garden}/messages", draft).status == 201


# Altered


@pytest.mark.parametrize("alter", [lambda id: id[:-1], lambda id: f"{id}0", lambda id: "%00", lambda id: f"{id}'--"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "uploads/{}", None),
        ("DELETE", "uploads/{}", None),
        ("POST", "uploads/{}/parts", PART),
        ("POST", "uploads/{}/complete", {}),
        ("GET", "attachments/{}", None),
        ("POST", "attachments/{}/link", {}),
        ("GET", "attachments/{}/content", None),
    ],
)
def test_an_id_that_is_none_is_not_found(
    stage: Stage, method: str, path: str, body: Any, alter: Callable[[str], str]
) -> None:
    mine = str(stage.unsaid.pk)
    if method == "GET":
        assert stage.ask("owner", method, path.format(mine)).code == "ok"
    assert stage.ask("owner", method, path.format(alter(mine)), body).code == "not_found"


def test_a_variant_that_was_not_made_is_not_found(stage: Stage) -> None:
    for variant in ("medium", "avatar", "../x", "\0"):
        answer = stage.ask("owner", "POST", "attachments/{late}/link", {"variant": variant})
        assert answer.code == "not_found", variant


# Pictures of people: by their address alone. Those of conversations: tests/media/test_pictures_of_conversations.py


def test_a_picture_is_had_by_its_address_and_by_no_file_s_key(stage: Stage) -> None:
    changed = change_avatar(actor=stage.people["owner"], image=square())
    shown = Client().get(f"/media/avatars/{changed.avatar}.webp")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    for key in (stage.late.key, stage.draft.key, "0" * 40, changed.avatar[:-1], changed.avatar.upper()):
        assert Client().get(f"/media/avatars/{key}.webp").status_code == 404
    assert Client().post(f"/media/avatars/{changed.avatar}.webp").status_code == 405
    assert json.dumps(str(stage.late.key)) not in json.dumps(stage.ask("owner", "GET", "attachments/{late}").body)
