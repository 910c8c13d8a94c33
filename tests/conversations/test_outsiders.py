"""Every route about conversations by everyone who has no business there."""

from collections.abc import Callable

import pytest
from django.urls import URLPattern

from accounts.models import User
from conversations import api_urls as conversations
from conversations.models import Conversation, Request
from conversations.operations.banning import ban_member
from conversations.operations.inviting import create_invitation
from conversations.operations.leaving import leave_conversation
from conversations.operations.removing import remove_member
from messaging import api_urls as messaging
from tests.conversations.world import UNKNOWN, call, direct, group, people

#: route name → (method, path, body) of each verb below one conversation.
INSIDE: dict[str, list[tuple[str, str, object]]] = {
    "conversation": [("GET", "", None), ("PATCH", "", {"title": "New"})],
    "membership": [("PATCH", "/membership", {"pinned": True})],
    "members": [("GET", "/members", None), ("POST", "/members", {"user": "{carol}"})],
    "member": [("PATCH", "/members/{bob}", {"role": "admin"}), ("DELETE", "/members/{bob}", None)],
    "invitations": [("GET", "/invitations", None), ("POST", "/invitations", {})],
    "invitation": [("DELETE", "/invitations/{invitation}", None)],
    "bans": [("GET", "/bans", None), ("POST", "/bans", {"user": "{carol}"})],
    "ban": [("DELETE", "/bans/{banned}", None)],
    "closed": [("PUT", "/closed", None), ("DELETE", "/closed", None)],
    "join": [("POST", "/join", None)],
}
#: Those that are not below one.
OUTSIDE: dict[str, list[tuple[str, str, object]]] = {
    "conversations": [
        ("GET", "conversations", None),
        ("POST", "conversations", {"kind": "group", "title": "T", "members": []}),
    ],
    "requests": [("GET", "conversations/requests", None)],
    "request-accept": [("POST", "conversations/requests/{accepted}/accept", None)],
    "request-decline": [("POST", "conversations/requests/{declined}/decline", None)],
    "request-block": [("POST", "conversations/requests/{refused}/block", None)],
    "leave-and-block": [("POST", "conversations/leave-and-block", {"user": "{carol}"})],
    "channels": [("GET", "channels", None)],
    "saved": [("GET", "me/saved", None)],
    "saved-marks": [("GET", "me/saved/marks", None)],
    "search": [("GET", "search?query=hello", None)],
    "drafts": [("GET", "me/drafts", None)],
    "invitation-link": [("GET", "invitations/{token}", None)],
    "invitation-join": [("POST", "invitations/{token}/join", None)],
}
VERBS = [(name, *verb) for name, verbs in INSIDE.items() for verb in verbs]
OPEN_VERBS = [verb for verbs in OUTSIDE.values() for verb in verbs]

each_verb = pytest.mark.parametrize(("name", "method", "path", "data"), VERBS)


class Place:
    """A conversation of Alice (owner), Bob and Carol, with a link; the paths of its verbs."""

    def __init__(self, kind: str, alice: User, bob: User, carol: User) -> None:
        self.conversation = direct(alice, bob) if kind == "direct" else group(alice, bob, carol, kind=kind)
        self.ids = {"bob": bob.pk, "carol": carol.pk, "invitation": UNKNOWN, "token": "none", "banned": UNKNOWN}
        if kind != "direct":
            invitation = create_invitation(actor=alice, conversation_id=self.conversation.pk)
            [banned] = people(1)
            ban_member(actor=alice, conversation_id=self.conversation.pk, user_id=banned.pk)
            self.ids |= {"invitation": invitation.pk, "token": invitation.token, "banned": banned.pk}

    def code(self, actor: User | None, method: str, path: str, data: object, *, id: object = None) -> str:
        filled = (
            {k: v.format(**self.ids) if isinstance(v, str) else v for k, v in data.items()}
            if (isinstance(data, dict))
            else None
        )
        id = id or self.conversation.pk
        return call(actor, method, f"conversations/{id}{path.format(**self.ids)}", filled).code


@pytest.fixture(params=["direct", "group", "channel"])
def place(request: pytest.FixtureRequest, alice: User, bob: User, carol: User) -> Place:
    return Place(request.param, alice, bob, carol)


def test_the_table_names_every_route() -> None:
    """Those of messages have no name."""
    patterns = [*conversations.urlpatterns, *messaging.urlpatterns]
    names = {pattern.name for pattern in patterns if isinstance(pattern, URLPattern) and pattern.name}
    assert names == {*INSIDE, *OUTSIDE}


@each_verb
def test_the_owner_is_let_in(
    alice: User, bob: User, carol: User, name: str, method: str, path: str, data: object
) -> None:
    assert Place("channel", alice, bob, carol).code(alice, method, path, data) == "ok"


@each_verb
def test_nobody_without_signing_in(place: Place, name: str, method: str, path: str, data: object) -> None:
    assert place.code(None, method, path, data) == "not_authenticated"


@pytest.mark.parametrize(("method", "path", "data"), OPEN_VERBS)
def test_nobody_lists_or_starts_without_signing_in(
    alice: User, bob: User, carol: User, method: str, path: str, data: dict[str, object] | None
) -> None:
    place = Place("channel", alice, bob, carol)
    for name in ("accepted", "declined", "refused"):
        place.ids[name] = Request.objects.create(conversation=group(alice), user=bob, asked_by=alice).pk
    filled = data and {k: v.format(**place.ids) if isinstance(v, str) else v for k, v in data.items()}
    assert call(None, method, path.format(**place.ids), filled).code == "not_authenticated"
    assert call(bob, method, path.format(**place.ids), filled).code == "ok"


@each_verb
def test_to_a_stranger_it_is_not_there(
    place: Place, mallory: User, name: str, method: str, path: str, data: object
) -> None:
    may_join = name == "join" and place.conversation.kind == "channel"
    assert place.code(mallory, method, path, data) == ("ok" if may_join else "not_found")


@pytest.mark.parametrize("way_out", ["left", "removed"])
@pytest.mark.parametrize("kind", ["group", "channel"])
@each_verb
def test_to_an_ex_member_it_is_not_there(
    alice: User,
    bob: User,
    carol: User,
    mallory: User,
    kind: str,
    way_out: str,
    name: str,
    method: str,
    path: str,
    data: object,
) -> None:
    place = Place(kind, alice, bob, carol)
    ways: dict[str, Callable[[], object]] = {
        "left": lambda: leave_conversation(actor=carol, conversation_id=place.conversation.pk),
        "removed": lambda: remove_member(actor=alice, conversation_id=place.conversation.pk, user_id=carol.pk),
    }
    assert place.code(carol, "GET", "", None) == "ok"
    ways[way_out]()
    place.ids["carol"] = mallory.pk
    joins_channel = name == "join" and kind == "channel"
    allowed = {"left": "ok", "removed": "forbidden"}[way_out]
    assert place.code(carol, method, path, data) == (allowed if joins_channel else "not_found")


@pytest.mark.parametrize("id", [UNKNOWN, "nothing", "1", "%00"])
@each_verb
def test_unknown_conversation_is_not_found(
    alice: User, bob: User, carol: User, id: object, name: str, method: str, path: str, data: object
) -> None:
    assert Place("group", alice, bob, carol).code(alice, method, path, data, id=id) == "not_found"


def test_staff_are_strangers_too(place: Place, mallory: User) -> None:
    mallory.is_staff = mallory.is_superuser = True
    mallory.save()
    assert place.code(mallory, "GET", "", None) == "not_found"
    assert place.code(mallory, "PATCH", "", {"title": "Mine"}) == "not_found"


def test_nothing_but_the_contracts_verbs_is_answered(alice: User) -> None:
    conversation = group(alice)
    assert call(alice, "DELETE", f"conversations/{conversation.pk}").status == 405
    assert call(alice, "PUT", f"conversations/{conversation.pk}", {}).status == 405
    assert Conversation.objects.filter(pk=conversation.pk).exists()


@pytest.mark.parametrize("body", [[], "x", 1])
def test_a_request_is_an_object(alice: User, body: object) -> None:
    assert call(alice, "POST", "conversations", body).code == "invalid"
