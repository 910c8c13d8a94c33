"""Actions of staff on reports."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User, WaitingAccount
from accounts.staff.models import StaffAct
from conversations.operations.adding import add_member
from conversations.operations.starting import start_conversation
from messaging.models import Message
from messaging.moderation.models import Ban, Report
from messaging.moderation.operations.banning import lift_those_over
from tests.verbs import send_message
from tests.world import App, browser, person

pytestmark = pytest.mark.django_db


def act(actor: User, model: str, action: str, pk: Any) -> None:
    """Choose an action of a list, give the reason it asks for, and apply it."""
    client, chosen = browser(actor), {"action": action, "_selected_action": [str(pk)]}
    asked = client.post(f"/admin/{model}/", chosen)
    assert asked.status_code == 200
    assert b'name="reason"' in asked.content
    client.post(f"/admin/{model}/", {**chosen, "apply": "yes", "reason": "As agreed"})


def send(alice: User, kind: str) -> Message:
    place = start_conversation(actor=alice, kind=kind, title="Square", members=[]).conversation
    sent = send_message(actor=alice, conversation=place.pk, client_id=uuid4(), body="Buy my pills")
    return Message.objects.get(conversation=place, seq=sent.seq)


def test_staff_remove_a_message_of_a_channel_with_a_trace(alice: User, root: User) -> None:
    message = send(alice, "channel")
    act(root, "messaging/message", "remove_from_the_channel", message.pk)
    body = App(alice)("GET", f"conversations/{message.conversation_id}/messages/{message.seq}").body
    assert "deleted_at" in body
    assert "body" not in body
    trace = StaffAct.objects.get(act="remove message")
    assert (trace.actor, trace.reason) == (root, "As agreed")


def test_staff_remove_no_message_of_a_private_conversation(alice: User, root: User) -> None:
    message = send(alice, "group")
    act(root, "messaging/message", "remove_from_the_channel", message.pk)
    message.refresh_from_db()
    assert message.body == "Buy my pills"
    assert not StaffAct.objects.exists()


def test_a_ban_keeps_a_person_out_until_its_end(alice: User, root: User) -> None:
    app = App(alice)
    form = {"user": str(alice.pk), "reason": "Spam", "ends_at_0": "2036-01-01", "ends_at_1": "10:00"}
    assert browser(root).post("/admin/moderation/ban/add/", form).status_code == 302
    assert app("GET", "me").code == "token_invalid"
    lift_those_over()
    alice.refresh_from_db()
    assert not alice.is_active
    Ban.objects.update(ends_at="2026-01-01T00:00Z")
    lift_those_over()
    alice.refresh_from_db()
    assert alice.is_active
    assert [each.act for each in StaffAct.objects.order_by("pk")] == ["ban", "lift ban"]


def test_staff_lift_a_ban(alice: User, root: User) -> None:
    form = {"user": str(alice.pk), "reason": "Spam", "ends_at_0": "", "ends_at_1": ""}
    browser(root).post("/admin/moderation/ban/add/", form)
    act(root, "moderation/ban", "lift", Ban.objects.get().pk)
    alice.refresh_from_db()
    assert alice.is_active


def test_nobody_bans_themselves(root: User) -> None:
    form = {"user": str(root.pk), "reason": "Spam", "ends_at_0": "", "ends_at_1": ""}
    assert browser(root).post("/admin/moderation/ban/add/", form).status_code == 200
    assert not Ban.objects.exists()


def test_staff_answer_a_report(alice: User, root: User) -> None:
    bob = person("bob")
    App(alice)("POST", "reports", {"user": str(bob.pk), "reason": "spam"})
    report = Report.objects.get()
    assert "1</strong> open reports" in browser(root).get("/admin/").content.decode()
    page = f"/admin/moderation/report/{report.pk}/change/"
    assert browser(root).post(page, {"state": "acted", "answer": "Warned"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.answer, report.answered_by, report.reporter) == ("acted", "Warned", root, alice)


def reported(alice: User, kind: str) -> Report:
    """A report of bob about a message of alice's."""
    message = send(alice, kind)
    bob = person("bob")
    add_member(actor=alice, conversation_id=message.conversation_id, user_id=bob.pk)
    named = {"conversation": str(message.conversation_id), "seq": message.seq}
    assert App(bob)("POST", "reports", {"reason": "spam", **named}).status == 201
    return Report.objects.get()


def state_of(report: Report) -> tuple[str, str]:
    report.refresh_from_db()
    return report.state, report.answer


def test_staff_remove_the_message_of_a_report(alice: User, root: User) -> None:
    report = reported(alice, "channel")
    act(root, "moderation/report", "remove_the_message", report.pk)
    assert Message.objects.get().is_deleted
    assert state_of(report) == ("acted", "As agreed")
    assert [each.act for each in StaffAct.objects.order_by("pk")] == ["remove message", "report acted"]


def test_staff_remove_no_message_of_a_private_conversation_by_its_report(alice: User, root: User) -> None:
    report = reported(alice, "group")
    act(root, "moderation/report", "remove_the_message", report.pk)
    assert not Message.objects.get().is_deleted
    assert state_of(report)[0] == "open"


def test_staff_dismiss_a_report(alice: User, root: User) -> None:
    report = reported(alice, "group")
    act(root, "moderation/report", "dismiss", report.pk)
    assert state_of(report) == ("dismissed", "As agreed")


def test_staff_ban_the_person_of_a_report(alice: User, root: User) -> None:
    report = reported(alice, "group")
    chosen = {"action": "ban_the_person", "_selected_action": [str(report.pk)], "apply": "yes", "reason": "Spam"}
    when = {"ends_at_0": "2036-01-01", "ends_at_1": "10:00"}
    browser(root).post("/admin/moderation/report/", {**chosen, **when, "note": "Bob saw it"})
    row = Ban.objects.get()
    assert (row.user, row.reason, row.note) == (alice, "Spam", "Bob saw it")
    assert row.ends_at == datetime(2036, 1, 1, 10, tzinfo=UTC)
    assert state_of(report) == ("acted", "Spam")


@pytest.mark.parametrize(("kind", "is_shown"), [("channel", True), ("group", False)])
def test_report_shows_what_was_said_around_it_in_channels_alone(
    alice: User, root: User, kind: str, is_shown: bool
) -> None:
    report = reported(alice, kind)
    send_message(actor=alice, conversation=str(report.conversation_id), client_id=uuid4(), body="And my oils")
    page = browser(root).get(f"/admin/moderation/report/{report.pk}/change/").content.decode()
    assert "Buy my pills" in page
    assert ("And my oils" in page) is is_shown


def test_report_page_offers_only_the_actions_that_staff_may_take(alice: User) -> None:
    report = reported(alice, "channel")
    page = f"/admin/moderation/report/{report.pk}/change/"
    helper = person("helper")
    User.objects.filter(pk=helper.pk).update(is_staff=True)
    acts, offered = ("dismiss", "remove_the_message", "ban_the_person"), {}
    for codename in ("view_report", "change_report", "delete_message", "add_ban"):
        helper.user_permissions.add(Permission.objects.get(codename=codename))
        shown = browser(User.objects.get(pk=helper.pk)).get(page).content.decode()
        offered[codename] = [name for name in acts if f'"{name}"' in shown]
    assert offered == {
        "view_report": [],
        "change_report": ["dismiss"],
        "delete_message": ["dismiss", "remove_the_message"],
        "add_ban": ["dismiss", "remove_the_message", "ban_the_person"],
    }


@pytest.mark.parametrize(("action", "is_there"), [("approve", True), ("refuse", False)])
def test_staff_decide_on_a_sign_up(alice: User, root: User, action: str, is_there: bool) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    WaitingAccount.objects.create(user=alice, awaits="approval")
    act(root, "accounts/waitingaccount", action, alice.pk)
    assert User.objects.filter(pk=alice.pk, is_active=True).exists() == is_there
    assert StaffAct.objects.get(act=action).reason == "As agreed"


def test_staff_close_the_sign_up(root: User) -> None:
    client = browser(root)
    assert client.get("/admin/accounts/signuppolicy/").status_code == 302
    assert client.post("/admin/accounts/signuppolicy/1/change/", {"mode": "closed", "domains": ""}).status_code == 302
    answer = App(root)("POST", "auth/register", {"username": "new", "email": "n@example.org", "password": "x" * 20})
    assert answer.status == 403


def test_staff_find_groups_whose_owner_is_gone(alice: User, root: User) -> None:
    gone, kept = (
        start_conversation(actor=owner, kind="group", title="Garden", members=[person(name).pk]).conversation
        for owner, name in ((alice, "bob"), (root, "carol"))
    )
    User.objects.filter(pk=alice.pk).update(is_active=False)
    page = browser(root).get("/admin/conversations/conversation/?owner=gone").content.decode()
    assert str(gone.pk) in page
    assert str(kept.pk) not in page


def test_staff_close_and_reopen_a_group(alice: User, root: User) -> None:
    garden = start_conversation(actor=alice, kind="group", title="Garden", members=[]).conversation
    for action, is_closed in (("close", True), ("reopen", False)):
        act(root, "conversations/conversation", action, garden.pk)
        garden.refresh_from_db()
        assert (garden.closed_at is not None) is is_closed
    assert [each.act for each in StaffAct.objects.order_by("pk")] == ["close", "reopen"]


def test_staff_hand_a_group_over_to_a_member(alice: User, root: User) -> None:
    bob, mallory = person("bob"), person("mallory")
    garden = start_conversation(actor=alice, kind="group", title="Garden", members=[bob.pk]).conversation
    client = browser(root)
    chosen = {"action": "hand_over", "_selected_action": [str(garden.pk)], "apply": "yes", "reason": "Alice is gone"}
    for user in (mallory, bob):
        client.post("/admin/conversations/conversation/", {**chosen, "username": user.username})
    owners = garden.memberships.filter(role="owner").values_list("user__username", flat=True)
    assert sorted(owners) == ["alice", "bob"]
    assert StaffAct.objects.get().reason == "Alice is gone"
