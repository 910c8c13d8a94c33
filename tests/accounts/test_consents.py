"""Terms and privacy notice: people accept them at sign-up and after a new version, and it is on record."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from accounts.models import Consent, User
from accounts.operations.consenting import ensure_accepted
from accounts.staff import standing
from accounts.staff.models import Document, StaffAct
from accounts.staff.operations.publishing import publish_document
from chatproject.contract.errors import TermsRequired
from messaging.gate import Gate
from tests.conversations.world import group
from tests.queries.test_rest import CALLS
from tests.world import PASSWORD, Api, App, browser

pytestmark = pytest.mark.django_db


#: Calls that write and go on: those without a sign-in, and what people need to accept, protect themselves and leave.
GOING_ON = {
    "DELETE me/blocks/<str:user>",
    "DELETE me/devices/<str:device>",
    "DELETE me/email",
    "DELETE me/second-factor/totp",
    "POST attachments/<str:attachment>/link",
    "POST auth/email/confirm",
    "POST auth/logout",
    "POST auth/password/reset",
    "POST auth/password/reset/confirm",
    "POST auth/register",
    "POST auth/token",
    "POST auth/token/refresh",
    "POST me/consents",
    "POST me/deletion",
    "POST me/email",
    "POST me/email/confirmation",
    "POST me/export",
    "POST me/export/link",
    "POST me/password",
    "POST me/second-factor/recovery-codes",
    "POST me/second-factor/totp",
    "POST me/second-factor/totp/confirm",
    "POST notifications/shown",
    "POST sync",
    "PUT conversations/<str:conversation>/receipt",
    "PUT me/blocks/<str:user>",
}


def publish(kind: str = "terms", text: str = "Be kind.", **about: Any) -> str:
    made = Document(kind=kind, text=text, **about)
    publish_document(actor=None, document=made)
    standing.refresh()
    return str(made.pk)


def test_process_that_just_started_reads_the_documents_before_it_writes(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    for ensure in (ensure_accepted, ensure_by_socket):
        monkeypatch.setattr(standing, "_known", standing.Standing())
        monkeypatch.setattr(standing, "_known_at", None)
        with pytest.raises(TermsRequired):
            ensure(alice)


def ensure_by_socket(user: User) -> None:
    async def in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
        return await sync_to_async(work)(*arguments)

    async_to_sync(Gate(in_thread).ensure_open)(user)


def test_new_people_accept_the_current_versions() -> None:
    publish()
    terms, notice = publish(text="Be kinder."), publish("privacy", requires_acceptance=False)
    described = {each["kind"]: each for each in Api()("GET", "server").body["documents"]}
    assert (described["terms"]["id"], described["terms"]["version"]) == (terms, 2)
    assert "required_version" not in described["privacy"]
    fields = {"username": "eve", "email": "eve@example.org", "password": PASSWORD}
    for n, accepts in enumerate(([], [notice], [terms, "unknown"])):
        refused = Api()("POST", "auth/register", {**fields, "email": f"eve{n}@example.org", "accepts": accepts})
        assert refused.body["fields"]["accepts"]
    assert not User.objects.filter(username="eve").exists()
    assert Api()("POST", "auth/register", {**fields, "accepts": [terms, notice]}).status == 201
    consents = Consent.objects.filter(user__username="eve")
    assert {(each.document.kind, each.document.version, each.via) for each in consents} == {
        ("terms", 2, "sign-up"),
        ("privacy", 1, "sign-up"),
    }

    page = Client().get("/accounts/signup/").content.decode()
    assert '<a href="/documents/terms/2/" target="_blank">Terms of use</a>' in page
    form = {"username": "mia", "email": "mia@example.org", "password1": PASSWORD, "documents": terms}
    assert Client().post("/accounts/signup/", form).status_code == 200
    assert Client().post("/accounts/signup/", {**form, "accepts": "on"}).status_code == 302
    assert Consent.objects.get(user__username="mia").document.version == 2
    assert "Be kinder." in Client().get("/terms/").content.decode()
    assert "Be kind." in Client().get("/documents/terms/1/").content.decode()
    assert Client().get("/documents/terms/3/").status_code == 404


def test_new_version_is_accepted_in_the_browser_before_the_chat(alice: User) -> None:
    client = browser(alice)
    place = group(alice)
    assert client.get(f"/c/{place.pk}").status_code == 200
    publish()
    old = publish(text="Be kinder.")
    gate = client.get(f"/c/{place.pk}")
    assert gate["Location"] == f"/documents/accept/?next=%2Fc%2F{place.pk}"
    assert "Be kinder." in client.get(gate["Location"]).content.decode()
    assert client.get("/settings/account/delete/").status_code == 200
    form = {"display_name": "Queen", "username": "alice", "time_zone": "UTC", "locale": "en"}
    assert TermsRequired.default_detail in client.post("/settings/profile/", form).content.decode()
    publish(text="Be kindest.")
    late = client.post("/documents/accept/", {"document": old, "next": f"/c/{place.pk}"}).content.decode()
    assert "newer version" in late
    assert "Be kindest." in late
    newest = Document.objects.get(version=3)
    done = client.post("/documents/accept/", {"document": str(newest.pk), "next": f"/c/{place.pk}"})
    assert done["Location"] == f"/c/{place.pk}"
    assert client.get(f"/c/{place.pk}").status_code == 200
    assert "Terms of use, version 3" in client.get("/settings/privacy/").content.decode()
    assert client.post("/documents/accept/", {"next": "https://evil.example/"})["Location"] == "/"
    publish(text="A comma.", requires_acceptance=False)
    assert client.get(f"/c/{place.pk}").status_code == 200


def test_new_version_is_accepted_over_the_api_before_a_write(alice: User) -> None:
    app = App(alice)
    assert "accept" not in app("GET", "me").body
    document = publish()
    assert app("PATCH", "me", {"display_name": "Alice"}).code == "terms_required"
    assert app("POST", "sync", {"revs": {}}).status == 200
    assert app("GET", "me").body["accept"] == [document]
    assert app("POST", "me/consents", {"documents": ["unknown"]}).code == "conflict"
    for _ in range(2):
        assert app("POST", "me/consents", {"documents": [document]}).status == 204
    assert app("PATCH", "me", {"display_name": "Alice"}).status == 200
    assert "accept" not in app("GET", "me").body
    [item] = app("GET", "me/consents").body["items"]
    assert (item["document"], item["kind"], item["version"]) == (document, "terms", 1)


def test_calls_that_go_on_without_accepting_read_protect_and_leave(alice: User) -> None:
    publish()
    app, going_on = App(alice), set()
    for name in CALLS:
        method, _, route = name.partition(" ")
        path = re.sub("<str:[a-z]+>", "x", re.sub("<int:[a-z]+>", "1", route))
        if method != "GET" and app(method, path, {}).code != "terms_required":
            going_on.add(name)
        elif method == "GET":
            assert app(method, path).code != "terms_required", name
    assert going_on == GOING_ON


def test_published_version_never_changes(root: User) -> None:
    client = browser(root)
    form = {"kind": "terms", "text": "Be kind.", "requires_acceptance": "on"}
    for version in (1, 2):
        assert client.post("/admin/staff/document/add/", form).status_code == 302
        assert Document.objects.filter(version=version).exists()
    page = f"/admin/staff/document/{Document.objects.first().pk}/"  # type: ignore[union-attr]
    assert client.post(f"{page}change/", {**form, "text": "Obey."}).status_code == 403
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    assert list(StaffAct.objects.values_list("act", "actor")) == [("publish", root.pk)] * 2
