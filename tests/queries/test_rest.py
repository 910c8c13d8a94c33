"""How many queries each REST call takes, signing in included: the same number in a large world as in a small one."""

import json
from typing import Any, NamedTuple

import pytest
from django.urls import URLPattern

from chatproject.urls import api
from tests.pictures import square
from tests.queries.world import Scene, counted, undone
from tests.verbs import EXAMPLES, OPERATIONS, fields_of, request_of

pytestmark = pytest.mark.django_db

#: Routes that are no user's calls: the documentation, and unknown paths.
NO_CALL = {"schema", "schema/socket", "docs/", "<path:rest>"}
_ROOM = "conversations/<str:conversation>"
_MESSAGE = f"{_ROOM}/messages/<int:seq>"


class Call(NamedTuple):
    """How many queries, and what is asked where the route alone does not say it."""

    queries: int
    body: Any = None
    query: str = ""
    path: str = ""
    status: int = 200


_NEW = {"username": "dave", "email": "dave@example.org", "password": "correct horse battery staple"}
_ALICE = {"username": "alice", "password": "correct horse battery staple"}
_PROOF = {"password": "correct horse battery staple"}
_NEW_PASSWORD = {"current_password": "correct horse battery staple", "new_password": "a quite different staple"}
_ADDRESS = {
    "channel": "webpush",
    "address": "https://fcm.googleapis.com/fcm/send/here",
    "p256dh": "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}

#: The calls of verbs are added from their examples.
CALLS = {
    "POST auth/register": Call(12, _NEW, status=201),
    "POST auth/token": Call(6, _ALICE),
    "POST auth/token/refresh": Call(6, {"refresh": "<refresh>"}),
    "POST auth/logout": Call(6, {"refresh": "<refresh>"}, status=204),
    "POST auth/password/reset": Call(4, {"email": "alice@example.org"}, status=202),
    "POST auth/password/reset/confirm": Call(9, {"key": "<reset>", "password": "a quite different staple"}, status=204),
    "POST auth/email/confirm": Call(10, {"key": "<confirmation>"}, status=204),
    "GET server": Call(5),
    "GET server/invitations": Call(2),
    "POST server/invitations": Call(3, {}, status=403),
    "DELETE server/invitations/<str:invitation>": Call(4, status=404),
    "GET staff/analytics": Call(1, status=403),
    "GET me/email": Call(3),
    "POST me/email": Call(7, {"email": "alice@wonder.example", **_PROOF}, status=202),
    "DELETE me/email": Call(2, status=204),
    "POST me/password": Call(9, _NEW_PASSWORD, status=204),
    "POST me/deletion": Call(18, _PROOF, status=204),
    "GET me/second-factor": Call(2),
    "POST me/second-factor/totp": Call(4, _PROOF),
    "POST me/second-factor/totp/confirm": Call(2, {"code": "000000"}, status=404),
    "DELETE me/second-factor/totp": Call(4, _PROOF, status=404),
    "POST me/second-factor/recovery-codes": Call(5, _PROOF, status=404),
    "GET me": Call(2),
    "PATCH me": Call(4, {"display_name": "Alice"}),
    "GET me/devices": Call(2),
    "DELETE me/devices/<str:device>": Call(6, status=204),
    "GET me/consents": Call(2),
    "GET me/export": Call(2, status=404),
    "POST me/export": Call(5, _PROOF, status=202),
    "POST me/export/link": Call(3, _PROOF, status=404),
    "POST me/consents": Call(1, {"documents": []}, status=204),
    "GET me/blocks": Call(2),
    "GET me/drafts": Call(2),
    "PUT me/blocks/<str:user>": Call(5, status=204),
    "DELETE me/blocks/<str:user>": Call(3, status=204),
    "GET me/saved": Call(2, query="?limit=200"),
    "GET me/saved/marks": Call(2),
    "GET users": Call(2, query="?limit=200"),
    "GET users/<str:user>": Call(2),
    "GET channels": Call(2, query="?limit=200"),
    "GET conversations": Call(4, query="?limit=200"),
    "POST conversations": Call(12, {"kind": "group", "title": "New", "members": ["<str:user>"]}, status=201),
    "GET conversations/requests": Call(2, query="?limit=200"),
    "POST conversations/requests/<str:asked>/accept": Call(19),
    "POST conversations/requests/<str:asked>/decline": Call(4, status=204),
    "POST conversations/requests/<str:asked>/block": Call(8, status=204),
    "POST conversations/leave-and-block": Call(7, {"user": "<str:user>"}),
    f"GET {_ROOM}": Call(4),
    f"PATCH {_ROOM}": Call(10, {"title": "Meadow"}),
    f"PUT {_ROOM}/closed": Call(10),
    f"DELETE {_ROOM}/closed": Call(7),
    f"POST {_ROOM}/join": Call(16, path="conversations/<channel>/join"),
    f"PATCH {_ROOM}/membership": Call(4, {"pinned": True}),
    f"GET {_ROOM}/members": Call(3, query="?limit=200"),
    f"POST {_ROOM}/members": Call(20, {"user": "<zoe>"}, status=201),
    f"PATCH {_ROOM}/members/<str:user>": Call(7, {"role": "admin"}),
    f"DELETE {_ROOM}/members/<str:user>": Call(12, status=204),
    f"GET {_ROOM}/bans": Call(4, query="?limit=200"),
    f"POST {_ROOM}/bans": Call(18, {"user": "<str:user>"}, status=201),
    f"DELETE {_ROOM}/bans/<str:user>": Call(6, path=f"{_ROOM}/bans/<banned>", status=204),
    f"GET {_ROOM}/invitations": Call(4, query="?limit=200"),
    f"POST {_ROOM}/invitations": Call(5, {}, status=201),
    f"DELETE {_ROOM}/invitations/<str:invitation>": Call(5, status=204),
    "GET invitations/<str:token>": Call(4),
    "POST invitations/<str:token>/join": Call(19),
    f"GET {_ROOM}/messages": Call(2, query="?limit=200"),
    f"GET {_MESSAGE}": Call(4),
    f"GET {_MESSAGE}/origin": Call(4, status=404),
    f"GET {_MESSAGE}/revisions": Call(4),
    f"GET {_ROOM}/pins": Call(5),
    f"GET {_ROOM}/changes": Call(4, query="?since=0&limit=200"),
    f"POST {_ROOM}/uploads": Call(5, {"name": "a.txt", "size": 1000}, status=201),
    "GET uploads/<str:upload>": Call(2),
    "DELETE uploads/<str:upload>": Call(6, status=204),
    "POST uploads/<str:upload>/parts": Call(3, {"numbers": [1]}),
    "POST uploads/<str:upload>/complete": Call(4),
    "GET attachments/<str:attachment>": Call(2),
    "GET attachments/<str:attachment>/content": Call(2, status=302),
    "POST attachments/<str:attachment>/link": Call(2),
    "PUT me/avatar": Call(4, "<picture>"),
    "DELETE me/avatar": Call(4),
    f"PUT {_ROOM}/picture": Call(10, "<picture>"),
    f"DELETE {_ROOM}/picture": Call(7),
    f"GET {_ROOM}/attachments": Call(3, query="?kind=files&limit=200&search=a"),
    f"GET {_ROOM}/links": Call(3, query="?limit=200&search=example"),
    "GET search": Call(6, query="?query=o&limit=200"),
    "POST me/email/confirmation": Call(4, status=204),
    "GET notifications": Call(2, query="?limit=200"),
    "GET notifications/<int:notification>": Call(2),
    "POST notifications/shown": Call(1, {"token": "<shown>"}, status=204),
    "GET notifications/key": Call(4),
    "GET notifications/preferences": Call(3),
    "PATCH notifications/preferences": Call(8, {"first_only": True}),
    "GET notifications/registrations": Call(2),
    "POST notifications/registrations": Call(8, _ADDRESS, status=201),
    "PATCH notifications/registrations/<str:registration>": Call(4, {"is_enabled": False}),
    "DELETE notifications/registrations/<str:registration>": Call(4, status=204),
    "POST notifications/registrations/<str:registration>/test": Call(5, status=201),
    "POST reports": Call(6, {"reason": "spam", "conversation": "<str:conversation>", "seq": 1}, status=201),
}
for verb in OPERATIONS:
    example = EXAMPLES[verb.name]
    _, path, body = request_of(verb, fields_of(verb))
    CALLS[verb.call] = Call(example.rest_queries, body, path=path, status=example.status)


def routes() -> set[str]:
    """`METHOD route` of everything under /api/v1/."""
    found = set()
    patterns: list[Any] = list(api)
    while patterns:
        each = patterns.pop()
        if not isinstance(each, URLPattern):
            patterns += each.url_patterns
        elif str(each.pattern) not in NO_CALL:
            callback: Any = each.callback
            view = callback.view_class
            methods = [name for name in view.http_method_names if name != "options" and hasattr(view, name)]
            found |= {f"{name.upper()} {each.pattern}" for name in methods}
    return found


def test_every_call_is_pinned() -> None:
    """A call that is added fails this test until its number of queries is listed."""
    assert not routes() - set(CALLS), f"add to CALLS in {__file__}: {routes() - set(CALLS)}"
    assert not set(CALLS) - routes(), f"no longer exist: {set(CALLS) - routes()}"


@pytest.mark.parametrize("count", [1, 12])
def test_each_call_takes_so_many_queries_in_any_world(count: int, subtests: pytest.Subtests) -> None:
    scene = Scene(count)
    for name, call in CALLS.items():
        with subtests.test(name), undone():
            takes_so_many(scene, name, call)


@pytest.mark.parametrize("count", [1, 12])
def test_search_of_conversations_takes_so_many_queries(count: int) -> None:
    takes_so_many(Scene(count), "GET conversations", Call(4, query="?limit=200&search=garden"))


def takes_so_many(scene: Scene, name: str, call: Call) -> None:
    method, _, route = name.partition(" ")
    body = None if call.body is None else json.loads(scene.fill(json.dumps(call.body)))
    path = scene.fill(call.path or route) + call.query
    with counted() as statements:
        answer = scene.alice.put_picture(path, square()) if body == "<picture>" else scene.alice(method, path, body)
    assert answer.status == call.status, answer.body
    where = "CALLS, or `rest_queries` in tests/verbs"
    problem = f"{name} takes {len(statements)} queries, expected {call.queries} ({where}):\n"
    assert len(statements) == call.queries, problem + "\n".join(statements)
