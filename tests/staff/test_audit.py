"""The audit trail: everything that staff write in the admin, and the operator in the shell, leaves an entry."""

import io
import json
import os
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import AccountDeletion, PersonHold, User, WaitingAccount
from accounts.operations.holding import place_hold
from accounts.staff.models import Notice, StaffAct
from accounts.staff.site import site
from conversations.models import Conversation, ConversationHold
from conversations.operations.inviting import create_invitation
from messaging.models import Message, OutboxEntry
from messaging.moderation.models import Ban, Report
from notifications.models import Registration
from tests.conversations.world import group
from tests.staff.helpers import form_of
from tests.verbs import send_message
from tests.world import PASSWORD, App, browser, person

pytestmark = pytest.mark.django_db


def someone() -> User:
    return person(f"p{uuid4().hex[:12]}")


def channel() -> Conversation:
    return group(someone(), kind="channel")


def message() -> Message:
    place = channel()
    assert place.created_by is not None
    sent = send_message(actor=place.created_by, conversation=place.pk, client_id=uuid4(), body="Spam")
    return Message.objects.of(place).at(sent.seq)


def report() -> Report:
    said = message()
    about = {"user": said.sender, "conversation": said.conversation, "seq": said.seq, "reason": "spam"}
    return Report.objects.create(reporter=someone(), **about)


def held(hold: Any) -> Any:
    place_hold(actor=None, hold=hold)
    return hold


def registration() -> Registration:
    device, address = App(someone()).device, f"https://push.example/{uuid4()}"
    return Registration.objects.create(user=device.user, device=device, channel="webpush", address=address)


def set_aside() -> OutboxEntry:
    return OutboxEntry.objects.create(kind="sent", conversation=channel(), seq=1, failed_at=timezone.now())


def invitation() -> Any:
    place = channel()
    assert place.created_by is not None
    return create_invitation(actor=place.created_by, conversation_id=place.pk)


def waiting() -> WaitingAccount:
    return WaitingAccount.objects.create(user=someone(), awaits="approval")


def banned() -> Ban:
    return Ban.objects.create(user=someone(), reason="Spam")


def exempt() -> Conversation:
    place = channel()
    Conversation.objects.filter(pk=place.pk).update(is_exempt=True)
    return place


#: For each action of a list, what it is tried on.
ACTIONS: dict[str, Callable[[], Any]] = {
    "accounts.AccountDeletion keep_the_account": lambda: AccountDeletion.objects.create(user=someone()),
    "accounts.Device end": lambda: App(someone()).device,
    "accounts.PersonHold end_the_hold": lambda: held(PersonHold(user=someone(), reason="Case")),
    "accounts.User deactivate": someone,
    "accounts.User delete": someone,
    "accounts.User reactivate": someone,
    "accounts.WaitingAccount approve": waiting,
    "accounts.WaitingAccount refuse": waiting,
    "auth.Group delete_selected": lambda: Group.objects.create(name=uuid4().hex),
    "conversations.Conversation apply_retention_again": exempt,
    "conversations.Conversation close": channel,
    "conversations.Conversation exempt_from_retention": channel,
    "conversations.Conversation hand_over": channel,
    "conversations.Conversation reopen": channel,
    "conversations.ConversationHold end_the_hold": lambda: held(ConversationHold(conversation=channel(), reason="x")),
    "conversations.Invitation revoke": invitation,
    "messaging.Message remove_from_the_channel": message,
    "messaging.OutboxEntry try_again": set_aside,
    "moderation.Ban lift": banned,
    "moderation.Report ban_the_person": report,
    "moderation.Report dismiss": report,
    "moderation.Report remove_the_message": report,
    "notifications.Registration end": registration,
    "staff.Notice delete_selected": lambda: Notice.objects.create(text="Tea"),
}
_PASSWORDS = {"password1": "another staple here", "password2": "another staple here"}
#: The fields with which each form of a new object is tried.
ADDED: dict[str, Callable[[], dict[str, Any]]] = {
    "accounts.PersonHold": lambda: {"user": someone().pk, "reason": "Case"},
    "accounts.User": lambda: {"username": "newcomer", "email": "newcomer@example.org", **_PASSWORDS},
    "auth.Group": lambda: {"name": "Team"},
    "conversations.ConversationHold": lambda: {"conversation": channel().pk, "reason": "Case"},
    "moderation.Ban": lambda: {"user": someone().pk, "reason": "Spam", "ends_at_0": "", "ends_at_1": ""},
    "staff.Document": lambda: {"kind": "terms", "text": "Be kind."},
    "staff.Notice": lambda: {"text": "Tea", "starts_at_0": "2026-01-01", "starts_at_1": "10:00"},
}
#: The object and the fields with which each form of a change is tried.
CHANGED: dict[str, Callable[[], tuple[Any, dict[str, Any]]]] = {
    "accounts.Device": lambda: (App(someone()).device.pk, {}),
    "accounts.SignUpPolicy": lambda: (1, {"mode": "closed"}),
    "accounts.User": lambda: ((user := someone()).pk, form_of(user, display_name="Other")),
    "auth.Group": lambda: (Group.objects.create(name=uuid4().hex).pk, {"name": "Others"}),
    "conversations.RetentionPolicy": lambda: (1, {"days": 30, "least_days": 1}),
    "moderation.Report": lambda: (report().pk, {"state": "dismissed", "answer": "No"}),
    "notifications.Registration": lambda: (registration().pk, {}),
    "staff.Notice": lambda: (
        Notice.objects.create(text="Tea").pk,
        {"text": "Coffee", "starts_at_0": "2026-01-01", "starts_at_1": "10:00"},
    ),
    "staff.ServerState": lambda: (1, {"is_read_only": "on", "reason": "Move"}),
}


def ensure_recorded(what: str, client: Client, path: str, fields: dict[str, Any], actor: User) -> None:
    """Posts the form, and checks that each new entry of the trail names the actor and where they were."""
    before = StaffAct.objects.count()
    answer = client.post(path, {name: str(value) for name, value in fields.items()})
    new = StaffAct.objects.order_by("pk")[before:]
    assert new, f"{what} left no record: {answer.status_code}"
    for act in new:
        assert (act.actor, act.actor_name, act.address) == (actor, actor.username, "127.0.0.1"), what
        assert act.device, what


def test_act_over_a_connection_without_an_address_leaves_a_record(root: User) -> None:
    """As behind a proxy that connects over a Unix socket."""
    fields = {"text": "Tea", "starts_at_0": "2026-01-01", "starts_at_1": "10:00"}
    answer = browser(root).post("/admin/staff/notice/add/", fields, REMOTE_ADDR="")
    assert answer.status_code == 302
    [act] = StaffAct.objects.filter(act="add", object_type="notice")
    assert (act.actor, act.address) == (root, None)


def test_every_write_in_the_admin_leaves_a_record(root: User) -> None:
    client, request = browser(root), RequestFactory().get("/admin/")
    request.user = root
    pages = {model._meta.label: pages for model, pages in site._registry.items()}
    actions = {f"{label} {name}" for label, each in pages.items() for name in each.get_actions(request)}
    assert actions == ACTIONS.keys()
    assert {label for label, each in pages.items() if each.has_add_permission(request)} == ADDED.keys()
    assert {label for label, each in pages.items() if each.has_change_permission(request)} == CHANGED.keys()
    for what, make in ACTIONS.items():
        label, _, action = what.partition(" ")
        path, obj = f"/admin/{label.lower().replace('.', '/')}/", make()
        owner = obj.created_by.username if isinstance(obj, Conversation) and obj.created_by else ""
        fields = {"action": action, ACTION_CHECKBOX_NAME: obj.pk, "apply": "yes", "post": "yes", "reason": "As agreed"}
        ensure_recorded(what, client, path, {**fields, "username": owner, "ends_at_0": "", "ends_at_1": ""}, root)
    for label, fields_of in ADDED.items():
        ensure_recorded(f"add {label}", client, f"/admin/{label.lower().replace('.', '/')}/add/", fields_of(), root)
    for label, change in CHANGED.items():
        folder = f"/admin/{label.lower().replace('.', '/')}/"
        client.get(folder)
        pk, fields = change()
        ensure_recorded(f"change {label}", client, f"{folder}{pk}/change/", fields, root)
    password = f"/admin/accounts/user/{someone().pk}/password/"
    ensure_recorded("password", client, password, _PASSWORDS, root)
    text = json.dumps(list(StaffAct.objects.values()), default=str)
    assert PASSWORD not in text
    assert _PASSWORDS["password1"] not in text


def test_every_act_of_the_operator_leaves_a_record(root: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getlogin", lambda: "olga")
    monkeypatch.setattr("sys.stdin", io.StringIO("another staple here\n" * 2))
    acts = (
        ("create", "eve", "eve@example.org", "--password-stdin"),
        ("set-password", "eve", "--password-stdin"),
        ("deactivate", "eve"),
        ("activate", "eve"),
        ("make-staff", "eve"),
        ("remove-staff", "eve"),
        ("reset-2fa", "eve"),
        ("invite",),
        ("erase", "eve", "--yes"),
    )
    for words in acts:
        before = StaffAct.objects.count()
        call_command("user", *words, stdout=io.StringIO())
        assert StaffAct.objects.count() > before, words
    assert set(StaffAct.objects.values_list("actor_name", "address", "device")) == {("(server)", None, "shell of olga")}
