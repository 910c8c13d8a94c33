"""Texts that staff and others read next to facts cannot turn the direction of those."""

from typing import Any

import pytest

from accounts.models import PersonHold, User
from accounts.operations.holding import end_hold, place_hold
from accounts.operations.signing_in import start_app
from accounts.staff.models import Notice, StaffAct
from accounts.staff.operations.read_only import set_read_only
from accounts.staff.operations.recording import record_act
from messaging.moderation.models import Report
from messaging.moderation.operations.answering import answer_report
from messaging.moderation.operations.banning import ban
from tests.conversations.world import call
from tests.world import browser

pytestmark = pytest.mark.django_db

TURNED = "\u202eevil\u2066 \u200fone\u0085\u061c"


def test_texts_of_reports_bans_holds_notices_and_devices_keep_their_direction(
    alice: User, bob: User, carol: User, root: User
) -> None:
    call(alice, "POST", "reports", {"user": str(bob.pk), "reason": "spam", "detail": f"{TURNED}\nTwice"})
    report = Report.objects.get()
    assert report.detail == "evil one\nTwice"
    answer_report(actor=root, report=report, state="acted", answer=TURNED)
    row = ban(actor=root, user=bob, reason=TURNED, note=TURNED)
    hold = PersonHold(user=carol, reason=TURNED)
    place_hold(actor=root, hold=hold)
    end_hold(actor=root, hold=hold, reason=TURNED)
    hold.refresh_from_db()
    act = record_act(actor=root, act="ban", object_type="user", reason=TURNED)
    found = (report.answer, row.reason, row.note, hold.reason, hold.end_reason, act.reason)
    assert found == ("evil one",) * 6
    assert set_read_only(actor=root, on=True, reason=TURNED).reason == "evil one"
    set_read_only(actor=root, on=False, reason="")
    assert not StaffAct.objects.filter(reason__contains="\u202e").exists()
    form: dict[str, Any] = {"starts_at_0": "2026-01-01", "starts_at_1": "10:00"}
    browser(root).post("/admin/staff/notice/add/", form | {"text": TURNED})
    refused = browser(root).post("/admin/staff/notice/add/", form | {"text": "\u202e\u200b"})
    assert list(Notice.objects.values_list("text", flat=True)) == ["evil one"]
    assert "Write a text that can be seen." in refused.content.decode()
    assert start_app(user=alice, name=TURNED)[0].name == "evil one"
