"""The list of account deletions in the admin."""

import pytest
from django.utils import timezone

from accounts.models import AccountDeletion, PersonHold, User
from accounts.operations.holding import place_hold
from accounts.operations.ordering_erasure import order_erasure
from accounts.staff.models import StaffAct
from tests.world import browser

pytestmark = pytest.mark.django_db


def test_staff_see_what_a_deletion_waits_for_and_keep_an_account(root: User, alice: User, bob: User) -> None:
    for user in (alice, bob):
        order_erasure(actor=root, user=user)
    AccountDeletion.objects.filter(user=bob).update(is_due=True, started_at=timezone.now())
    place_hold(actor=root, hold=PersonHold(user=bob, reason="Case"))
    client, pages = browser(root), "/admin/accounts/accountdeletion/"
    shown = client.get(f"{pages}?progress=open").content.decode()
    assert "Can be kept until" in shown
    assert "Waits for the end of a legal hold" in shown
    assert client.get(f"{pages}{bob.pk}/change/").status_code == 200
    both = [str(alice.pk), str(bob.pk)]
    client.post(pages, {"action": "keep_the_account", "_selected_action": both, "reason": "By phone", "apply": "1"})
    assert AccountDeletion.objects.get().user == bob
    assert StaffAct.objects.get(act="reactivate").reason == "By phone"
