"""What retention would delete on a date, and why not the rest: the command, the page, and what a run then removes."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import PersonHold, User
from accounts.operations.holding import end_hold, place_hold
from accounts.staff.models import StaffAct
from conversations.models import Conversation, ConversationHold
from conversations.operations.leaving import leave_conversation
from conversations.operations.renaming import change_conversation
from messaging.operations.expiring import expire_old_messages
from messaging.retention import EXEMPT, HELD, NEWER, simulate
from tests.conversations.world import group
from tests.messaging.ageing import age, keep, say, seqs
from tests.world import browser

pytestmark = pytest.mark.django_db


def test_run_removes_exactly_what_the_simulation_says(alice: User, bob: User, carol: User, root: User) -> None:
    places = {name: group(alice, title=name) for name in ("old", "some", "new", "short", "held", "exempt")}
    places["person"] = group(alice, carol, title="person")
    places["left"] = group(alice, bob, carol, title="left")
    for place in places.values():
        say(alice, place, 4)
        age(place, 40, 4)
    age(places["some"], 10, 4)
    age(places["some"], 40, 2)
    age(places["new"], 3, 4)
    age(places["short"], 10, 4)
    keep(30, least_days=7)
    change_conversation(actor=alice, conversation_id=places["short"].pk, keep_days=7)
    leave_conversation(actor=carol, conversation_id=places["left"].pk)
    place_hold(actor=root, hold=PersonHold(user=carol, reason="Case"))
    place_hold(actor=root, hold=ConversationHold(conversation=places["held"], reason="Case"))
    chosen = {"_selected_action": [str(places["exempt"].pk)], "apply": "yes", "reason": "The statutes"}
    browser(root).post("/admin/conversations/conversation/", {"action": "exempt_from_retention", **chosen})

    found = {expiry.conversation: expiry for expiry in simulate(timezone.now())}
    said = {name: (found[place.pk].up_to, found[place.pk].kept) for name, place in places.items()}
    assert said == {
        "old": (4, ""),
        "some": (2, NEWER),
        "new": (0, NEWER),
        "short": (4, ""),
        "held": (0, HELD),
        "exempt": (0, EXEMPT),
        "person": (0, HELD),
        "left": (0, HELD),
    }
    expire_old_messages()
    assert {name: 4 - len(seqs(place)) for name, place in places.items()} == {
        name: up_to for name, (up_to, _) in said.items()
    }
    chosen = {"action": "apply_retention_again", **chosen}
    browser(root).post("/admin/conversations/conversation/", chosen)
    for hold in (*PersonHold.objects.all(), *ConversationHold.objects.all()):
        end_hold(actor=root, hold=hold, reason="Settled")
    expire_old_messages()
    assert [name for name, place in places.items() if seqs(place)] == ["some", "new"]
    acts = StaffAct.objects.filter(act__contains="xempt").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["exempt from retention", "end exemption"]


def test_page_asks_no_more_of_many_conversations(alice: User, root: User) -> None:
    keep(30)
    client, path = browser(root), "/admin/messaging/message/retention/"
    with CaptureQueriesContext(connection) as first:
        client.get(path)
    for _ in range(5):
        say(alice, place := group(alice), 2)
        age(place, 40, 1)
    with CaptureQueriesContext(connection) as second:
        assert client.get(path).content.decode().count("1–1 (1)") == 5
    assert len(second) <= len(first) + 3


def test_command_and_page_say_what_would_go_on_a_date(alice: User, root: User, garden: Conversation) -> None:
    say(alice, garden, 3)
    keep(30)
    ahead = timezone.now() + timedelta(days=32)
    output = StringIO()
    call_command("retention", on=f"{ahead:%Y-%m-%d}", stdout=output)
    lines = output.getvalue().splitlines()
    assert lines[0] == f"group {garden.pk}: messages 1 to 3, older than 30 days"
    assert lines[-1] == "WOULD DELETE conversations=1 messages=3 files=0 bytes=0; STAY none"
    output = StringIO()
    call_command("retention", all=True, json=True, stdout=output)
    row = json.loads(output.getvalue())
    assert (row["messages"], row["kept"]) == (0, NEWER)
    page = browser(root).get("/admin/messaging/message/retention/", {"on": f"{ahead:%Y-%m-%d}"}).content.decode()
    assert "1–3 (3)" in page
    assert "Garden" not in page
    assert browser(root).get("/admin/conversations/retentionpolicy/1/change/").status_code == 200
    form = {"days": "5", "least_days": "9"}
    refused = browser(root).post("/admin/conversations/retentionpolicy/1/change/", form)
    assert b"must not be more than the days" in refused.content
