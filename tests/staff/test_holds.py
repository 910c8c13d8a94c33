"""Legal holds: staff place and end them with a trace, and nothing removes one."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.holds import is_held
from accounts.models import PersonHold, User, WaitingAccount
from accounts.operations.approving import refuse
from accounts.operations.cleaning_up import forget_waiting_accounts
from accounts.operations.holding import end_hold, place_hold
from accounts.staff.models import StaffAct
from chatproject.contract.errors import Conflict, Forbidden
from conversations.holds import held_conversations
from conversations.models import ConversationHold
from conversations.operations.leaving import leave_conversation
from tests.conversations.world import group
from tests.staff.helpers import helper
from tests.world import browser, person

pytestmark = pytest.mark.django_db


def end_in_admin(actor: User, model: str, hold: Any) -> None:
    chosen = {"action": "end_the_hold", "_selected_action": [str(hold.pk)], "apply": "yes", "reason": "Settled"}
    browser(actor).post(f"/admin/{model}/", chosen)


def test_staff_place_and_end_holds_with_a_trace(alice: User, root: User) -> None:
    bob = person("bob")
    place = group(alice, bob)
    other = group(alice)
    client = browser(root)
    form = {"user": str(bob.pk), "reason": "Case 12"}
    assert client.post("/admin/accounts/personhold/add/", form).status_code == 302
    assert client.post("/admin/accounts/personhold/add/", form | {"reason": "Case 13"}).status_code == 302
    form = {"conversation": str(other.pk), "reason": "Case 12"}
    assert client.post("/admin/conversations/conversationhold/add/", form).status_code == 302
    assert (is_held(bob), is_held(alice)) == (True, False)
    leave_conversation(actor=bob, conversation_id=place.pk)
    assert set(held_conversations()) == {place, other}

    first, second = PersonHold.objects.order_by("pk")
    end_in_admin(root, "accounts/personhold", first)
    assert is_held(bob)
    end_in_admin(root, "accounts/personhold", second)
    assert not is_held(bob)
    assert set(held_conversations()) == {other}
    end_in_admin(root, "conversations/conversationhold", ConversationHold.objects.get())
    assert not held_conversations().exists()
    first.refresh_from_db()
    assert (first.placed_by, first.reason, first.ended_by, first.end_reason) == (root, "Case 12", root, "Settled")
    trace = StaffAct.objects.order_by("pk").values_list("act", "object_type", "object_id", "reason")
    assert list(trace) == [
        ("place hold", "user", str(bob.pk), "Case 12"),
        ("place hold", "user", str(bob.pk), "Case 13"),
        ("place hold", "conversation", str(other.pk), "Case 12"),
        ("end hold", "user", str(bob.pk), "Settled"),
        ("end hold", "user", str(bob.pk), "Settled"),
        ("end hold", "conversation", str(other.pk), "Settled"),
    ]
    with pytest.raises(Conflict):
        end_hold(actor=root, hold=first, reason="Twice")


def test_hold_is_never_changed_or_deleted(alice: User, root: User) -> None:
    for hold in (PersonHold(user=alice, reason="Case"), ConversationHold(conversation=group(alice), reason="Case")):
        place_hold(actor=root, hold=hold)
        rows: Any = type(hold)._default_manager.filter(pk=hold.pk)
        ensure_refused(rows, {"reason": "x"}, {"reason": "x", "ended_at": timezone.now()}, None)
        end_hold(actor=root, hold=hold, reason="Settled")
        ensure_refused(rows, {"ended_at": None}, {"end_reason": "x"}, None)


def ensure_refused(rows: Any, *changes: dict[str, Any] | None) -> None:
    """None deletes."""
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete() if change is None else rows.update(**change)


def test_staff_without_permission_and_about_themselves_are_refused(alice: User, root: User) -> None:
    hold = PersonHold(user=alice, reason="Case")
    viewer = helper("view_personhold", "view_user")
    with pytest.raises(Forbidden):
        place_hold(actor=viewer, hold=hold)
    place_hold(actor=None, hold=hold)
    with pytest.raises(Forbidden):
        end_hold(actor=viewer, hold=hold, reason="x")
    own = PersonHold(user=root, reason="Case")
    place_hold(actor=None, hold=own)
    with pytest.raises(Forbidden):
        end_hold(actor=root, hold=own, reason="x")
    end_in_admin(root, "accounts/personhold", own)
    assert is_held(root)


def test_held_account_that_waits_is_not_deleted(alice: User, root: User) -> None:
    old = timezone.now() - timedelta(days=30)
    for user in (alice, person("bob")):
        WaitingAccount.objects.create(user=user, awaits=WaitingAccount.For.EMAIL, created_at=old)
    place_hold(actor=root, hold=PersonHold(user=alice, reason="Case"))
    with pytest.raises(Conflict):
        refuse(actor=root, user=alice)
    assert forget_waiting_accounts() == 1
    assert User.objects.filter(pk=alice.pk).exists()
