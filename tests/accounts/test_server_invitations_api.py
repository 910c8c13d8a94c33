"""Invitations to this server by REST: what the page can do, by the same operations."""

from typing import Any

import pytest

from accounts.models import ServerInvitation, SignUpPolicy, User
from tests.accounts.newcomers import ask, mode
from tests.world import Answer, Api, App, browser

PATH = "server/invitations"


@pytest.fixture
def members_invite(db: None) -> None:
    mode("invitation", members_invite=True)


def made(user: User, **asked: Any) -> dict[str, Any]:
    answer = App(user)("POST", PATH, asked)
    assert answer.status == 201
    body: dict[str, Any] = answer.body
    return body


def listed(user: User, query: str = "") -> Answer:
    return App(user)("GET", f"{PATH}{query}")


def test_link_is_shown_once_and_lets_people_in(alice: User, members_invite: None) -> None:
    link = made(alice, max_uses=2, expires_in=3600)
    assert link["url"].endswith(f"/accounts/signup/?invitation={link['token']}")
    assert link["token"] not in str(ServerInvitation.objects.values())
    assert ask(invitation=link["token"]).status == 201
    (shown,) = listed(alice).body["items"]
    assert shown == {**{key: link[key] for key in ("id", "created_at", "expires_at", "max_uses")}, "uses": 1}


def test_list_of_links_has_pages_and_only_the_links_of_the_caller(alice: User, bob: User, members_invite: None) -> None:
    ids = [made(alice)["id"] for _ in range(3)]
    made(bob)
    first = listed(alice, "?limit=2").body
    second = listed(alice, f"?limit=2&cursor={first['next_cursor']}").body
    assert [each["id"] for each in [*first["items"], *second["items"]]] == ids[::-1]
    assert "next_cursor" not in second


def test_revoked_link_lets_nobody_in(alice: User, bob: User, members_invite: None) -> None:
    link = made(alice)
    assert App(bob)("DELETE", f"{PATH}/{link['id']}").code == "not_found"
    assert App(alice)("DELETE", f"{PATH}/{link['id']}").status == 204
    assert App(alice)("DELETE", f"{PATH}/{link['id']}").code == "not_found"
    assert ask(invitation=link["token"]).code == "forbidden"
    assert listed(alice).body == {"items": []}


def test_page_and_api_show_the_same_links(alice: User, members_invite: None) -> None:
    client = browser(alice)
    client.post("/settings/invitations/", {"max_uses": 1})
    (shown,) = listed(alice).body["items"]
    client.post(f"/settings/invitations/{shown['id']}/revoke/")
    assert listed(alice).body == {"items": []}


@pytest.mark.parametrize("field", [{"max_uses": 0}, {"max_uses": 101}, {"expires_in": 59}, {"expires_in": 31 * 86400}])
def test_invitation_is_refused_when_a_field_exceeds_its_limit(
    alice: User, members_invite: None, field: dict[str, int]
) -> None:
    assert App(alice)("POST", PATH, field).code == "invalid"


def test_open_links_are_bounded(alice: User, members_invite: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.operations.inviting.MOST_OPEN", 2)
    links = [made(alice), made(alice)]
    assert App(alice)("POST", PATH, {}).code == "invalid"
    App(alice)("DELETE", f"{PATH}/{links[0]['id']}")
    made(alice)


def test_new_links_are_bounded_by_day(alice: User, members_invite: None, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "invite_to_server": (1, 24 * 60 * 60)}
    made(alice)
    assert App(alice)("POST", PATH, {}).code == "rate_limited"


@pytest.mark.parametrize(
    ("members", "staff", "closed", "may"),
    [(False, False, False, False), (True, False, False, True), (False, True, False, True), (True, True, True, False)],
)
def test_server_tells_who_may_invite(alice: User, members: bool, staff: bool, closed: bool, may: bool) -> None:
    mode(SignUpPolicy.Mode.CLOSED if closed else SignUpPolicy.Mode.OPEN, members_invite=members)
    User.objects.filter(pk=alice.pk).update(is_staff=staff, is_superuser=staff)
    app = App(alice)
    answer = app("GET", "server")
    assert answer.body["may_invite"] is may
    assert answer.response["Cache-Control"] == "private, max-age=60"
    assert (app("POST", PATH, {}).status == 201) is may


def test_server_omits_may_invite_without_signing_in(db: None) -> None:
    assert "may_invite" not in Api()("GET", "server").body
    assert Api()("GET", PATH).code == "not_authenticated"
