"""The audit trail is exported as it is shown, and only the purge deletes from it."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError, connection, transaction
from django.test import AsyncClient
from django.utils import timezone

from accounts.models import PersonHold, User
from accounts.operations.cleaning_up import clean_up
from accounts.operations.holding import end_hold, place_hold
from accounts.staff.models import StaffAct
from accounts.staff.operations.forgetting import forget_names_in_trail
from accounts.staff.operations.recording import record_act
from chatproject.privacy.erasing import Erasing, Held
from tests.world import browser

pytestmark = pytest.mark.django_db


def test_trail_is_exported_as_the_list_shows_it(root: User) -> None:
    for reason in ("=HYPERLINK()", "Agreed, twice"):
        record_act(actor=root, act="ban", object_type="user", object_id="1", reason=reason)
    record_act(actor=None, act="lift ban", object_type="user", object_id="1")
    client = AsyncClient()
    client.cookies = browser(root).cookies

    async def fetch(form: str) -> str:
        answer = await client.get(f"/admin/staff/staffact/export/{form}/?act=ban")
        assert "attachment" in answer["Content-Disposition"]
        return b"".join([part async for part in answer.streaming_content]).decode()  # type: ignore[attr-defined]

    rows = list(csv.DictReader(io.StringIO(async_to_sync(fetch)("csv"))))
    assert [(row["actor_name"], row["reason"]) for row in rows] == [
        ("root", "'=HYPERLINK()"),
        ("root", "Agreed, twice"),
    ]
    assert [row["reason"] for row in json.loads(async_to_sync(fetch)("json"))] == ["=HYPERLINK()", "Agreed, twice"]
    assert StaffAct.objects.filter(act="export", actor=root).count() == 2
    page = browser(root).get("/admin/staff/staffact/?actor_name=root").content.decode()
    assert "Export as CSV" in page


@pytest.mark.parametrize("wrong", ["created_at__gte=never", "nothing=1"])
def test_export_with_a_wrong_filter_is_refused_and_no_act(root: User, wrong: str) -> None:
    assert browser(root).get(f"/admin/staff/staffact/export/csv/?{wrong}").status_code == 400
    assert not StaffAct.objects.exists()


def test_only_the_purge_deletes_and_only_what_is_old(root: User, settings: Any) -> None:
    new = record_act(actor=root, act="ban", object_type="user")
    old = StaffAct.objects.create(act="ban", object_type="user", created_at=timezone.now() - timedelta(days=800))
    clean_up()
    assert StaffAct.objects.count() == 2
    settings.AUDIT_DAYS = 1000
    clean_up()
    assert StaffAct.objects.count() == 2
    # A test is one transaction, in which the purge's permission lasts.
    connection.cursor().execute("SELECT set_config('parlance.purges_acts', 'off', true)")
    with pytest.raises(DatabaseError), transaction.atomic():
        old.delete()
    connection.cursor().execute("SELECT set_config('parlance.purges_acts', 'on', true)")
    with pytest.raises(DatabaseError), transaction.atomic():
        new.delete()
    settings.AUDIT_DAYS = 400
    clean_up()
    assert list(StaffAct.objects.all()) == [new]


def test_trail_keeps_the_number_of_an_erased_actor(root: User, alice: User) -> None:
    act, other = (record_act(actor=each, act="ban", object_type="user", reason="Spam") for each in (root, alice))
    erasing = Erasing(root, deletes_messages=False, until=float("inf"), ignores_holds=False)
    hold = PersonHold(user=root, reason="a court asks")
    place_hold(actor=None, hold=hold)
    with pytest.raises(Held):
        forget_names_in_trail(erasing)
    end_hold(actor=None, hold=hold, reason="over")
    for _ in range(2):
        forget_names_in_trail(erasing)
    kept = StaffAct.objects.get(pk=act.pk)
    assert (kept.actor_id, kept.actor_name, kept.reason) == (root.pk, root.pk.hex, "Spam")
    assert StaffAct.objects.get(pk=other.pk).actor_name == "alice"


@pytest.mark.parametrize("change", [{"reason": "none"}, {"actor_name": "bob"}, {"actor": None, "actor_name": ""}])
def test_database_permits_no_other_change_to_an_erasure(root: User, change: dict[str, Any]) -> None:
    act = record_act(actor=root, act="ban", object_type="user")
    connection.cursor().execute("SELECT set_config('parlance.forgets_actors', 'on', true)")
    StaffAct.objects.filter(pk=act.pk).update(actor_name=root.pk.hex)
    with pytest.raises(DatabaseError), transaction.atomic():
        StaffAct.objects.filter(pk=act.pk).update(**change)
