"""While the server is read-only nothing is written, whichever endpoint the request uses."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client, TestCase

from accounts.models import User
from accounts.staff import standing
from accounts.staff.middleware import HARMLESS
from accounts.staff.models import Notice, ServerState, StaffAct
from accounts.staff.operations.read_only import set_read_only
from chatproject.contract.errors import Forbidden, Unavailable
from chatproject.contract.verbs import VERBS
from tests.conversations.world import group, listening
from tests.queries.test_rest import CALLS
from tests.world import PASSWORD, Api, App, browser, person

pytestmark = pytest.mark.django_db

Commits = Callable[[], AbstractContextManager[Any]]

#: Commands that write nothing, or only how far the user has read.
HARMLESS_COMMANDS = {
    "auth",
    "sync",
    "receipt.advance",
    "typing.start",
    "typing.stop",
    "presence.watch",
    "activity",
    "ping",
}
#: Calls that write and go on all the same.
HARMLESS_CALLS = {
    "POST auth/token",
    "POST auth/token/refresh",
    "POST auth/logout",
    "POST notifications/shown",
    "POST attachments/<str:attachment>/link",
    "DELETE me/devices/<str:device>",
    "POST me/export/link",
    "PUT conversations/<str:conversation>/receipt",
}


@pytest.fixture
def read_only(root: User) -> Iterator[None]:
    turn(on=True)
    yield
    turn(on=False)


def turn(*, on: bool, reason: str = "We move to another disk.", actor: User | None = None) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        set_read_only(actor=actor, on=on, reason=reason)


def test_every_writing_call_is_refused_while_the_server_is_read_only(alice: User, read_only: None) -> None:
    app = App(alice)
    refused = set()
    for name in CALLS:
        method, _, route = name.partition(" ")
        answer = app(method, route.replace("<", "").replace(">", "").replace(":", ""), {}) if method != "GET" else None
        if answer and answer.status == 503:
            assert (answer.code, answer.body["retry_after_ms"]) == ("unavailable", 5000)
            assert "We move to another disk." in answer.body["detail"]
            refused.add(name)
    writing = {name for name in CALLS if not name.startswith("GET ")}
    # Reading by POST is no writing, whichever name it gets.
    assert writing - refused - {"POST sync"} == HARMLESS_CALLS


def test_every_command_says_whether_it_writes() -> None:
    assert {verb.name for verb in VERBS.values() if not verb.writes} == HARMLESS_COMMANDS


def test_reading_signing_in_and_out_go_on_while_the_server_is_read_only(alice: User, read_only: None) -> None:
    signed = Api()("POST", "auth/token", {"username": "alice", "password": PASSWORD})
    assert signed.status == 200
    assert App(alice)("GET", "conversations").status == 200
    page = Client()
    assert page.post("/accounts/login/", {"login": "alice", "password": PASSWORD}).status_code == 302
    assert page.get("/").status_code == 200
    assert page.post("/accounts/logout/").status_code == 302


def test_pages_say_so_and_change_nothing_while_the_server_is_read_only(alice: User, read_only: None) -> None:
    client = browser(alice)
    shown = client.get("/settings/profile/").content.decode()
    assert "The server is read-only for now." in shown
    answer = client.post("/settings/profile/", {"display_name": "Queen"})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "We move to another disk." in answer.content.decode()
    alice.refresh_from_db()
    assert alice.display_name == ""


def test_everything_writes_again_when_staff_turn_it_off_in_the_admin(alice: User, root: User, read_only: None) -> None:
    garden = group(alice, person("bob"))
    body = {"client_id": str(uuid4()), "body": "Hello"}
    assert App(alice)("POST", f"conversations/{garden.pk}/messages", body).code == "unavailable"
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert browser(root).post("/admin/staff/serverstate/1/change/", {"reason": ""}).status_code == 302
    assert App(alice)("POST", f"conversations/{garden.pk}/messages", body).status == 201
    assert [(act.act, act.actor_name) for act in StaffAct.objects.order_by("pk")] == [
        ("read-only on", "(server)"),
        ("read-only off", "root"),
    ]


def test_staff_without_the_permission_do_not_set_it(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    alice.user_permissions.add(Permission.objects.get(codename="view_serverstate"))
    assert browser(alice).post("/admin/staff/serverstate/1/change/", {"is_read_only": "on"}).status_code in (302, 403)
    with pytest.raises(Forbidden):
        set_read_only(actor=alice, on=True, reason="")
    assert not ServerState.objects.filter(is_read_only=True).exists()


def test_every_process_is_hinted_when_the_standing_changes(root: User) -> None:
    with listening() as published:
        set_read_only(on=True, reason="")
    assert [envelope.group for envelope in published] == ["s."]
    with pytest.raises(Unavailable):
        standing.refuse_writes(standing.known())
    with listening() as published:
        set_read_only(on=True, reason="")
    assert published == []
    turn(on=False)


def test_a_standing_is_asked_again_when_it_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    ServerState.objects.create(is_read_only=True, reason="Full", since="2026-01-01T00:00Z")
    assert standing.standing().read_only is None
    monkeypatch.setattr(standing, "STALE_AFTER", -1.0)
    found = standing.standing().read_only
    assert found is not None
    assert found.reason == "Full"


# Notices


def test_a_notice_is_on_pages_from_its_start_to_its_end(alice: User, root: User) -> None:
    when = {"starts_at_0": "2026-01-01", "starts_at_1": "10:00", "ends_at_0": "", "ends_at_1": ""}
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = browser(root).post("/admin/staff/notice/add/", {"text": "Back at <noon>", **when})
    assert answer.status_code == 302
    page = browser(alice).get("/settings/profile/").content.decode()
    assert "Back at &lt;noon&gt;" in page
    Notice.objects.update(ends_at="2026-01-02T00:00Z")
    standing.refresh()
    assert "Back at" not in browser(alice).get("/settings/profile/").content.decode()
    Notice.objects.update(starts_at="2036-01-01T00:00Z", ends_at=None)
    standing.refresh()
    assert standing.known().notices == ()


@pytest.mark.parametrize(
    "wrong", [{"text": "x" * 501}, {"text": ""}, {"text": "x", "ends_at_0": "2025-01-01", "ends_at_1": "10:00"}]
)
def test_a_notice_is_refused_when_it_is_too_long_or_ends_before_it_starts(root: User, wrong: dict[str, str]) -> None:
    when = {"starts_at_0": "2026-01-01", "starts_at_1": "10:00", "ends_at_0": "", "ends_at_1": ""}
    answer = browser(root).post("/admin/staff/notice/add/", {**when, **wrong})
    assert answer.status_code == 200
    assert not Notice.objects.exists()


def test_harmless_addresses_are_whole_ones() -> None:
    assert HARMLESS.fullmatch("/api/v1/auth/token")
    for path in ("/api/v1/auth/tokens", "/api/v1/me/devices/x/y", "/accounts/login/x", "/x/admin/"):
        assert not HARMLESS.fullmatch(path)
