"""Which erasures are due, whom they wait for, and what becomes of what the person shared with others."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import AccountDeletion, PersonHold, User
from accounts.operations.anonymising import end_sessions
from accounts.operations.deactivating import deactivate, reactivate
from accounts.operations.holding import place_hold
from accounts.operations.ordering_erasure import order_erasure, order_erasure_now
from accounts.sessions import UNSIGNED, SessionStore
from chatproject.contract.errors import Forbidden
from chatproject.privacy import erasing, pending
from chatproject.tasks import erase_deleted
from messaging.models import Message
from tests.conversations.world import call, group
from tests.privacy.living import Life
from tests.privacy.test_erasing import me
from tests.world import browser, person

pytestmark = pytest.mark.django_db(transaction=True)


def test_erasures_behind_many_that_are_held_go_on(alice: User, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "_PAGE", 2)
    held = [person(f"held{number}") for number in range(5)]
    for user in [*held, alice]:
        order_erasure(actor=None, user=user)
    for user in held:
        place_hold(actor=None, hold=PersonHold(user=user, reason="a court asks"))
    AccountDeletion.objects.update(is_due=True)
    erase_deleted()
    assert set(AccountDeletion.objects.unfinished().values_list("user", flat=True)) == {user.pk for user in held}


def test_erasure_that_fails_holds_up_no_other(alice: User, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for user in (alice, bob):
        order_erasure(actor=None, user=user)
    AccountDeletion.objects.update(is_due=True)
    whole = erasing.erase

    def fail_once(user: User, say: Any, **how: Any) -> None:
        if user == alice:
            raise OSError("the disk is away")
        whole(user, say, **how)

    monkeypatch.setattr(pending, "erase", fail_once)
    erase_deleted()
    assert list(AccountDeletion.objects.unfinished().values_list("user", flat=True)) == [alice.pk]


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


def test_group_without_active_members_is_closed_for_whom_it_falls_to(alice: User, bob: User, carol: User) -> None:
    room, lone = group(alice, bob, carol), group(alice)
    for user in (bob, carol):
        deactivate(actor=None, user=user)
    order_erasure_now(user=alice, say=lambda _: None)
    room.refresh_from_db()
    assert room.closed_at is not None
    assert room.memberships.get(role="owner").user == bob
    assert reactivate(actor=None, user=bob) is None
    assert call(bob, "DELETE", f"conversations/{room.pk}/closed").code == "ok"
    lone.refresh_from_db()
    assert (lone.member_count, lone.closed_at) == (0, None)


def test_session_without_a_device_ends_within_an_hour(alice: User) -> None:
    """An erasure reads only these: others are found by their device."""
    half = SessionStore()
    half["account_login"] = {"user_pk": str(alice.pk)}
    half.set_expiry(30 * 86_400)
    half.save()
    whole = browser(alice).session
    soon = timezone.now() + UNSIGNED
    until = {each.pk: each.expire_date for each in Session.objects.all()}
    assert until[str(half.session_key)] <= soon < until[str(whole.session_key)]
    assert half.get_expiry_age() == UNSIGNED.total_seconds() < whole.get_expiry_age()


def test_erasure_ends_no_empty_session_of_others(alice: User) -> None:
    empty = SessionStore()
    empty.save()
    soon = timezone.now() + UNSIGNED / 2
    Session.objects.create(session_key="unreadable", session_data="signed by a key that is gone", expire_date=soon)
    end_sessions(erasing.Erasing(alice, deletes_messages=False, until=float("inf"), ignores_holds=False))
    assert [each.pk for each in Session.objects.all()] == [empty.session_key]


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
