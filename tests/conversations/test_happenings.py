"""Happenings: the lines of the timeline about members who join or leave, new titles, closing and reopening."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from conversations.models import Conversation, Happening, RetentionPolicy
from conversations.operations import noting
from conversations.operations.closing import close_as_staff
from conversations.operations.exempting import set_exempt
from messaging.hub.filling import fill
from tests.conversations.world import call, direct, event, give_role, group, listening, people
from tests.verbs import send_message


def lines(actor: User, conversation: Conversation, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page(actor, conversation, query).get("happenings", [])
    return found


def page(actor: User, conversation: Conversation, query: str = "") -> dict[str, Any]:
    answer: dict[str, Any] = call(actor, "GET", f"conversations/{conversation.pk}/messages{query}").body
    return answer


def kinds(actor: User, conversation: Conversation, query: str = "") -> list[str]:
    return [line["kind"] for line in lines(actor, conversation, query)]


def post_message(actor: User, conversation: Conversation, count: int = 1) -> None:
    for _ in range(count):
        send_message(actor=actor, conversation=conversation.pk, client_id=uuid4(), body="Hello")


def test_each_change_is_a_line_behind_the_message_before_it(alice: User, bob: User, carol: User) -> None:
    room = group(alice)
    path = f"conversations/{room.pk}"
    call(alice, "POST", f"{path}/members", {"user": str(bob.pk)})
    post_message(alice, room)
    call(alice, "PATCH", path, {"title": "Orchard"})
    token = call(bob, "POST", f"{path}/invitations", {}).body["token"]
    call(carol, "POST", f"invitations/{token}/join")
    post_message(bob, room)
    call(alice, "DELETE", f"{path}/members/{carol.pk}")
    call(bob, "DELETE", f"{path}/members/{bob.pk}")
    events = [(each["seq"], each["kind"], each.get("by"), each.get("user")) for each in lines(alice, room)]
    by_alice = str(alice.pk)
    assert events == [
        (0, "added", by_alice, str(bob.pk)),
        (1, "renamed", by_alice, None),
        (1, "joined", None, str(carol.pk)),
        (2, "removed", by_alice, str(carol.pk)),
        (2, "left", None, str(bob.pk)),
    ]
    assert lines(alice, room)[1]["title"] == "Orchard"


def test_closing_and_reopening_are_lines_that_do_not_name_staff(alice: User, bob: User, root: User) -> None:
    room = group(alice, bob)
    post_message(bob, room)
    with listening() as published:
        for method in ("PUT", "PUT", "DELETE"):
            call(alice, method, f"conversations/{room.pk}/closed")
        close_as_staff(actor=root, conversation=room, reason="Spam")
        close_as_staff(actor=root, conversation=room, reason="Settled", is_closed=False)
    events = [event(envelope)["happening"] for envelope in published]
    assert lines(bob, room) == events
    by_alice = str(alice.pk)
    assert [(line["seq"], line["kind"], line.get("by")) for line in events] == [
        (1, "closed", by_alice),
        (1, "reopened", by_alice),
        (1, "closed", None),
        (1, "reopened", None),
    ]


def test_change_of_retention_is_a_line_with_its_own_rev(alice: User, bob: User, root: User) -> None:
    room = group(alice, bob)
    with listening() as published:
        for days in (30, 30, None):
            call(alice, "PATCH", f"conversations/{room.pk}", {"keep_days": days} if days else {"clear": ["keep_days"]})
        call(alice, "PATCH", f"conversations/{room.pk}", {"title": "Orchard", "keep_days": 7})
        for is_exempt in (True, True, False):
            set_exempt(actor=root, conversation=room, reason="History", is_exempt=is_exempt)
    events = [event(envelope) for envelope in published]
    revs = [each["conversation"]["rev"] for each in events]
    assert revs == list(range(revs[0], revs[0] + 6))
    happenings = [each["happening"] for each in events]
    assert lines(bob, room) == happenings
    by_alice = str(alice.pk)
    assert [(line["kind"], line.get("by"), line.get("keep_days")) for line in happenings] == [
        ("kept", by_alice, 30),
        ("kept", by_alice, None),
        ("kept", by_alice, 7),
        ("renamed", by_alice, None),
        ("kept", None, None),
        ("kept", None, 7),
    ]
    # What changes nothing for the members is no line.
    RetentionPolicy(pk=1, days=5).save()
    call(alice, "PATCH", f"conversations/{room.pk}", {"clear": ["keep_days"]})
    assert lines(bob, room) == happenings


def test_happening_does_not_count_as_a_message(alice: User, bob: User, carol: User) -> None:
    room = group(alice, bob)
    post_message(alice, room)
    call(alice, "PATCH", f"conversations/{room.pk}", {"title": "Orchard"})
    call(alice, "POST", f"conversations/{room.pk}/members", {"user": str(carol.pk)})
    seen = call(bob, "GET", f"conversations/{room.pk}").body
    assert (seen["last_seq"], seen["unread"], seen["last_message"]["body"]) == (1, 1, "Hello")
    assert [each["seq"] for each in page(bob, room)["items"]] == [1]


def test_other_changes_create_no_happening(alice: User, bob: User) -> None:
    room = group(alice, bob)
    call(alice, "PATCH", f"conversations/{room.pk}", {"topic": "Trees", "history": "joined"})
    call(alice, "PATCH", f"conversations/{room.pk}/members/{bob.pk}", {"role": "admin"})
    post_message(bob, direct(alice, bob))
    assert Happening.objects.count() == 0


def test_the_event_of_a_change_carries_its_line(alice: User, bob: User) -> None:
    room = group(alice)
    with listening() as published:
        call(alice, "POST", f"conversations/{room.pk}/members", {"user": str(bob.pk)})
        call(alice, "PATCH", f"conversations/{room.pk}", {"title": "Orchard"})
    events = [event(envelope) for envelope in published]
    assert [each["happening"] for each in events if "happening" in each] == lines(alice, room)


def test_returning_member_gets_every_happening_in_pages(alice: User, bob: User, carol: User) -> None:
    room = group(alice, bob)
    since = call(bob, "GET", f"conversations/{room.pk}").body["rev"]
    for _ in range(3):
        call(alice, "POST", f"conversations/{room.pk}/members", {"user": str(carol.pk)})
        post_message(alice, room)
        call(alice, "DELETE", f"conversations/{room.pk}/members/{carol.pk}")
    found: list[dict[str, Any]] = []
    more = True
    while more:
        changes = call(bob, "GET", f"conversations/{room.pk}/changes?since={since}&limit=2").body
        found += changes.get("happenings", [])
        since, more = changes["rev"], changes["more"]
    assert found == lines(bob, room)
    assert len(found) == 6
    synced = call(bob, "POST", "sync", {"revs": {str(room.pk): 3}}).body
    assert synced["changes"][str(room.pk)]["happenings"] == found


def test_a_page_of_history_has_the_lines_behind_its_messages_and_the_first_those_before(alice: User, bob: User) -> None:
    room = group(alice)
    call(alice, "POST", f"conversations/{room.pk}/members", {"user": str(bob.pk)})
    post_message(alice, room, 2)
    call(alice, "PATCH", f"conversations/{room.pk}", {"title": "Two"})
    post_message(alice, room, 2)
    call(bob, "DELETE", f"conversations/{room.pk}/members/{bob.pk}")
    assert kinds(alice, room, "?limit=2") == ["left"]
    assert kinds(alice, room, "?limit=2&before=3") == ["added", "renamed"]
    assert kinds(alice, room, "?limit=1&after=1") == ["renamed"]
    assert kinds(alice, room, "?limit=1&after=0") == ["added"]
    assert kinds(alice, room, "?limit=2&around=3") == ["renamed"]
    assert kinds(alice, room, "?after=4") == ["left"]
    assert kinds(alice, group(alice)) == []


def test_history_from_joining_hides_the_lines_before(alice: User, bob: User, carol: User) -> None:
    room = group(alice, bob, history="joined")
    post_message(alice, room)
    call(alice, "PATCH", f"conversations/{room.pk}", {"title": "What carol is not told"})
    call(alice, "PATCH", f"conversations/{room.pk}", {"title": "Welcome carol"})
    call(alice, "POST", f"conversations/{room.pk}/members", {"user": str(carol.pk)})
    call(bob, "DELETE", f"conversations/{room.pk}/members/{bob.pk}")
    assert kinds(alice, room) == ["renamed", "renamed", "added", "left"]
    assert kinds(carol, room) == ["added", "left"]
    synced = call(carol, "POST", "sync", {"revs": {str(room.pk): 1}}).body
    assert [line["kind"] for line in synced["changes"][str(room.pk)]["happenings"]] == ["added", "left"]


def test_large_channel_records_no_joining_and_leaving(
    alice: User, bob: User, limit: Callable[[str, int], None]
) -> None:
    limit("members_listed", 2)
    members = [person.pk for person in people(2)]
    channel = group(alice, *User.objects.filter(pk__in=members), kind="channel")
    call(bob, "POST", f"conversations/{channel.pk}/join")
    call(bob, "DELETE", f"conversations/{channel.pk}/members/{bob.pk}")
    assert kinds(alice, channel) == []
    call(alice, "PATCH", f"conversations/{channel.pk}", {"title": "Orchard"})
    assert kinds(alice, channel) == ["renamed"]


def test_number_of_happenings_after_one_message_is_limited(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noting, "MOST_IN_A_ROW", 3)
    room = group(alice)
    for _ in range(3):
        call(alice, "POST", f"conversations/{room.pk}/members", {"user": str(bob.pk)})
        call(alice, "DELETE", f"conversations/{room.pk}/members/{bob.pk}")
    assert kinds(alice, room) == ["added", "removed", "added"]
    post_message(alice, room)
    call(alice, "PATCH", f"conversations/{room.pk}", {"title": "Orchard"})
    assert kinds(alice, room) == ["added", "removed", "added", "renamed"]


def test_happening_of_a_ban_does_not_mention_the_ban(alice: User, bob: User, carol: User) -> None:
    room = group(alice, bob, carol)
    give_role(room, bob, "admin")
    call(bob, "POST", f"conversations/{room.pk}/bans", {"user": str(carol.pk), "reason": "Spam"})
    assert [(each["kind"], each["by"]) for each in lines(alice, room)] == [("removed", str(bob.pk))]


def test_a_process_that_missed_events_tells_every_line_all_the_same(alice: User, bob: User, carol: User) -> None:
    room = group(alice, carol)
    since = call(alice, "GET", f"conversations/{room.pk}").body["rev"]
    call(alice, "POST", f"conversations/{room.pk}/members", {"user": str(bob.pk)})
    call(alice, "PATCH", f"conversations/{room.pk}", {"title": "Orchard"})
    call(alice, "PATCH", f"conversations/{room.pk}", {"topic": "Trees"})
    call(alice, "PATCH", f"conversations/{room.pk}/members/{bob.pk}", {"role": "admin"})
    call(alice, "DELETE", f"conversations/{room.pk}/members/{carol.pk}")
    events = [event(envelope) for envelope in fill(str(room.pk), since).envelopes]
    assert [each["type"] for each in events] == ["rev", "rev", "conversation", "member", "member"]
    assert [each["happening"] for each in events if "happening" in each] == lines(alice, room)
