"""Retention: what is too old goes from everywhere at once, exactly as simulated, and never under a legal hold."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import PersonHold, User
from accounts.operations.holding import end_hold, place_hold
from accounts.staff.models import StaffAct
from chatproject.contract.errors import ClientIdUsed, NotFound
from conversations.models import Conversation, ConversationHold, Happening, Membership, RetentionPolicy
from conversations.operations.leaving import leave_conversation
from conversations.operations.renaming import change_conversation
from media.discarding import discard_bytes
from media.models import Attachment
from messaging.models import ExpiredMessage, Message, OutboxEntry, Reaction, Revision
from messaging.operations import expiring
from messaging.operations.expiring import expire_old_messages
from messaging.retention import EXEMPT, HELD, NEWER, UNLIMITED, simulate
from tests.conversations.law import of_conversation
from tests.conversations.world import call, direct, event, group, listening
from tests.media.test_store import files
from tests.media.test_sweeping import ready
from tests.verbs import add_reaction, edit_message, send_message
from tests.world import browser

pytestmark = pytest.mark.django_db


def say(actor: User, place: Conversation, count: int, **about: Any) -> None:
    for n in range(count):
        send_message(actor=actor, conversation=place.pk, client_id=uuid4(), body=f"No {n}", **about)


def age(place: Conversation, days: int, up_to: int) -> None:
    """Makes the messages up to this seq so many days old."""
    old = timezone.now() - timedelta(days=days)
    Message.objects.filter(conversation=place, seq__lte=up_to).update(created_at=old)


def keep(days: int | None, **about: Any) -> None:
    RetentionPolicy.objects.update_or_create(pk=1, defaults={"days": days, **about})


def seqs(place: Conversation) -> list[int]:
    return list(Message.objects.of(place).order_by("seq").values_list("seq", flat=True))


def test_old_messages_go_from_everywhere_with_one_rev(
    alice: User, bob: User, garden: Conversation, settings: Any
) -> None:
    file = ready(alice, garden)
    say(alice, garden, 1, attachments=[str(file.pk)])
    change_conversation(actor=alice, conversation_id=garden.pk, title="Orchard")
    say(alice, garden, 4)
    edit_message(actor=alice, conversation=garden.pk, seq=2, body="Edited")
    add_reaction(actor=bob, conversation=garden.pk, seq=3, emoji="👍")
    change_conversation(actor=alice, conversation_id=garden.pk, title="Meadow")
    say(alice, garden, 1, reply_to=5)
    age(garden, 40, 5)
    Membership.objects.filter(user=bob).update(notified_seq=4)
    OutboxEntry.objects.all().delete()
    keep(30)
    before = call(bob, "GET", f"conversations/{garden.pk}").body
    with patch.object(discard_bytes, "delay", side_effect=discard_bytes), listening() as published:
        assert expire_old_messages() is None

    after = call(bob, "GET", f"conversations/{garden.pk}").body
    [envelope] = of_conversation(published, garden.pk)
    assert envelope.rev == before["rev"] + 1 == after["rev"]
    shared = event(envelope)["conversation"]
    mine = {**before["membership"], "first_seq": 6, "read_seq": 5, "delivered_seq": 5}
    assert shared["first_seq"] == 6
    assert after["membership"] == mine
    assert (after["unread"], after["last_seq"], after["last_message"]["seq"]) == (1, 6, 6)
    assert {name: after[name] for name in shared} == shared

    assert seqs(garden) == [6]
    assert not any(model.objects.exists() for model in (Reaction, Revision, Attachment))
    assert files(Path(settings.MEDIA_ROOT)) == []
    history = call(bob, "GET", f"conversations/{garden.pk}/messages").body
    assert [each["seq"] for each in history["items"]] == [6]
    assert [line["title"] for line in history["happenings"]] == ["Meadow"]
    assert list(Happening.objects.of(garden).values_list("title", flat=True)) == ["Meadow"]
    assert call(bob, "GET", f"conversations/{garden.pk}/messages/5").code == "not_found"
    assert [(entry.kind, entry.seq, entry.user_id) for entry in OutboxEntry.objects.all()] == [("read", 5, bob.pk)]
    changes = call(bob, "GET", f"conversations/{garden.pk}/changes?since=0").body
    assert [each["seq"] for each in changes["messages"]] == [6]
    with listening() as published:
        expire_old_messages()
    assert published == []


def test_conversation_without_a_message_left_counts_on(alice: User, bob: User) -> None:
    place = direct(alice, bob)
    say(alice, place, 3)
    age(place, 2, 3)
    keep(1)
    expire_old_messages()
    view = call(bob, "GET", f"conversations/{place.pk}").body
    assert (view["unread"], view["last_seq"], view["first_seq"]) == (0, 3, 4)
    assert "last_message" not in view
    say(alice, place, 1)
    assert call(bob, "GET", f"conversations/{place.pk}").body["unread"] == 1
    assert seqs(place) == [4]


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


def test_interrupted_run_continues_and_stops_at_a_hold(
    alice: User, root: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(alice, garden, 7)
    age(garden, 40, 6)
    keep(30)
    monkeypatch.setattr(expiring, "PIECE", 2)
    assert expire_old_messages(seconds=0) is not None
    assert 1 < len(seqs(garden)) < 7
    hold = ConversationHold(conversation=garden, reason="Case")
    place_hold(actor=root, hold=hold)
    held = seqs(garden)
    assert expire_old_messages() is None
    assert seqs(garden) == held
    end_hold(actor=root, hold=hold, reason="Settled")
    expire_old_messages()
    assert seqs(garden) == [7]


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


def test_nothing_goes_without_a_policy(alice: User, garden: Conversation) -> None:
    say(alice, garden, 2)
    age(garden, 4000, 2)
    assert {expiry.kept for expiry in simulate(timezone.now())} == {UNLIMITED}
    expire_old_messages()
    assert seqs(garden) == [1, 2]


def test_admins_choose_within_the_policy(alice: User, bob: User, garden: Conversation) -> None:
    path = f"conversations/{garden.pk}"
    assert call(alice, "PATCH", path, {"keep_days": 400}).body["keep_days"] == 400
    keep(30, least_days=7)
    for days in (6, 31):
        assert call(alice, "PATCH", path, {"keep_days": days}).code == "invalid"
    assert call(bob, "PATCH", path, {"keep_days": 7}).code == "forbidden"
    with listening() as published:
        assert call(alice, "PATCH", path, {"keep_days": 7}).status == 200
    assert event(of_conversation(published, garden.pk)[0])["conversation"]["keep_days"] == 7
    assert call(alice, "PATCH", path, {"title": "Meadow"}).body["keep_days"] == 7
    chosen = Conversation.objects.get(pk=garden.pk)
    assert RetentionPolicy.current().days_of(chosen) == 7
    keep(30, admins_choose=False)
    assert RetentionPolicy.current().days_of(chosen) == 30, "what they chose before does not apply either"
    keep(30, admins_choose=True)
    assert "keep_days" not in call(alice, "PATCH", path, {"clear": ["keep_days"]}).body
    keep(30, admins_choose=False)
    assert call(alice, "PATCH", path, {"keep_days": 7}).code == "forbidden"


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


def test_repeat_and_reply_of_an_offline_client_after_retention(alice: User, bob: User, garden: Conversation) -> None:
    """What the client could not send until now is not sent twice, and not lost."""
    ours = {"actor": alice, "conversation": garden.pk, "client_id": uuid4(), "body": "Hello"}
    first = send_message(**ours)
    say(bob, garden, 2)
    age(garden, 40, 3)
    keep(30)
    expire_old_messages()
    assert seqs(garden) == []
    again = send_message(**ours)
    assert (again.seq, again.rev, again.repeated) == (first.seq, first.rev, True)
    with pytest.raises(ClientIdUsed):
        send_message(**ours | {"conversation": direct(alice, bob).pk})
    say(alice, garden, 1, reply_to=2)
    assert Message.objects.get(conversation=garden).reply_to == 2
    for seq in (0, 5):
        with pytest.raises(NotFound):
            say(alice, garden, 1, reply_to=seq)
    ExpiredMessage.objects.update(expired_at=timezone.now() - expiring.REPEATABLE)
    assert expiring.forget_expired() == 3
    assert send_message(**ours).seq == 5
