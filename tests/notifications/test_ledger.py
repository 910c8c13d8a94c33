"""The outcome of a user's notifications, and the reasons why they were not notified."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Membership
from messaging.models import Message
from notifications.models import Notification, Registration
from tests.conversations.world import UNKNOWN, group
from tests.notifications.telling import device, post_message, prefer
from tests.verbs import advance_receipt, delete_message
from tests.world import Answer, Api, App, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(bob: User) -> Registration:
    found = device(bob)
    found.device.name = "Bob's phone"
    found.device.save()
    return found


def row(user: User, conversation: Conversation | None = None, seq: int = 0, **about: Any) -> Notification:
    return Notification.objects.create(user=user, conversation=conversation, seq=seq, **about)


def ask(user: User, conversation: Conversation | None = None, seq: Any = None, **query: Any) -> Answer:
    asked = {"conversation": conversation and conversation.pk, "seq": seq, **query}
    words = "&".join(f"{name}={value}" for name, value in asked.items() if value is not None)
    return App(user)("GET", f"notifications?{words}")


def test_a_line_says_what_became_of_it(bob: User, phone: Registration, garden: Conversation) -> None:
    moment = timezone.now()
    row(
        bob, garden, 3, registration=phone, state="accepted", urgency="high", attempts=2, error="429",
        sent_at=moment, accepted_at=moment, shown_at=moment,
    )  # fmt: skip
    (line,) = ask(bob).body["items"]
    stamp = line["accepted_at"]
    assert line == {
        "id": line["id"],
        "kind": "message",
        "channel": "fcm",
        "state": "accepted",
        "urgency": "high",
        "attempts": 2,
        "registration": str(phone.pk),
        "device_name": "Bob's phone",
        "conversation": str(garden.pk),
        "seq": 3,
        "created_at": line["created_at"],
        "sent_at": stamp,
        "accepted_at": stamp,
        "shown_at": stamp,
    }
    assert App(bob)("GET", f"notifications/{line['id']}").body == line


@pytest.mark.usefixtures("german")
def test_reason_is_given_in_the_users_language(bob: User, phone: Registration, garden: Conversation) -> None:
    found = row(bob, garden, 1, registration=phone, state="suppressed", reason="muted")
    (line,) = ask(bob).body["items"]
    assert (line["reason"], line["detail"]) == ("muted", "The conversation is muted.")
    User.objects.filter(pk=bob.pk).update(locale="de")
    assert ask(bob).body["items"][0]["detail"] == "Die Unterhaltung ist stummgeschaltet."
    assert App(bob)("GET", f"notifications/{found.pk}").body["detail"] == "Die Unterhaltung ist stummgeschaltet."


def test_ledger_lists_emails(bob: User) -> None:
    row(bob, kind="digest", state="accepted")
    (line,) = ask(bob).body["items"]
    assert (line["kind"], line["channel"]) == ("digest", "email")
    assert not {"conversation", "seq", "registration", "device_name"} & line.keys()


def test_ledger_comes_in_pages_newest_first(bob: User, phone: Registration, garden: Conversation) -> None:
    ids = [row(bob, garden, seq, registration=phone).pk for seq in range(1, 6)]
    first = ask(bob, limit=3).body
    assert [line["id"] for line in first["items"]] == ids[:1:-1]
    second = ask(bob, limit=3, cursor=first["next_cursor"]).body
    assert [line["id"] for line in second["items"]] == ids[1::-1]
    assert "next_cursor" not in second


def test_ledger_is_filtered_by_conversation_and_by_message(
    alice: User, bob: User, phone: Registration, garden: Conversation
) -> None:
    other = group(alice, bob, title="Cellar")
    mine = [row(bob, where, 1, registration=phone).pk for where in (garden, other)]
    assert [line["id"] for line in ask(bob, garden).body["items"]] == mine[:1]
    post_message(alice, garden)
    found = ask(bob, garden, 1).body
    assert [line["id"] for line in found["items"]] == mine[:1]
    assert "why" not in found
    assert ask(bob, garden, 2).status == 404


def test_anothers_lines_are_not_there(alice: User, bob: User, phone: Registration, garden: Conversation) -> None:
    theirs = row(bob, garden, 1, registration=phone)
    assert len(ask(bob).body["items"]) == 1
    assert ask(alice).body == {"items": []}
    assert ask(alice, garden).body == {"items": []}
    assert App(bob)("GET", f"notifications/{theirs.pk}").status == 200
    assert App(alice)("GET", f"notifications/{theirs.pk}").code == "not_found"
    assert Api()("GET", "notifications").status == 401


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("cursor=nonsense", 400),
        ("limit=0", 400),
        ("seq=x", 400),
        ("conversation=x", 404),
        (f"conversation={UNKNOWN}&seq=1", 404),
        ("cursor=WyJ4Il0", 400),
    ],
)
def test_ledger_refuses_malformed_queries(bob: User, query: str, status: int) -> None:
    assert App(bob)("GET", f"notifications?{query}").status == status


def test_a_number_beyond_all_is_not_found(bob: User, garden: Conversation) -> None:
    assert App(bob)("GET", f"notifications/{2**63}").status == 404
    assert ask(bob, garden, 10**30).status == 404


# Reasons without an entry


def why(user: User, conversation: Conversation, seq: int) -> str:
    """Returns the reason, or `-` for none."""
    body = ask(user, conversation, seq).body
    assert body["items"] == []
    assert body["why"]["from_settings_now"] is True
    assert body["why"]["detail"]
    return str(body["why"].get("reason", "-"))


def test_explanation_is_no_device_when_the_user_has_none(alice: User, bob: User, garden: Conversation) -> None:
    assert why(bob, garden, post_message(alice, garden)) == "no_device"
    assert why(alice, garden, 1) == "own"


def test_nothing_speaks_against_it(alice: User, bob: User, phone: Registration, garden: Conversation) -> None:
    assert why(bob, garden, post_message(alice, garden)) == "-"


@pytest.mark.parametrize(
    ("reason", "preferences", "membership"),
    [
        ("level", {"notify": "mentions"}, {}),
        ("level", {}, {"notify": "mentions"}),
        ("nothing", {}, {"notify": "nothing"}),
        ("muted", {}, {"muted_until": timezone.now() + timedelta(days=1)}),
        ("do_not_disturb", {"muted_until": timezone.now() + timedelta(days=1)}, {}),
    ],
)
def test_explanation_names_the_setting_that_suppressed_it(
    alice: User,
    bob: User,
    phone: Registration,
    garden: Conversation,
    reason: str,
    preferences: dict[str, Any],
    membership: dict[str, Any],
) -> None:
    seq = post_message(alice, garden)
    assert why(bob, garden, seq) == "-"
    prefer(bob, **preferences)
    Membership.objects.filter(user=bob, conversation=garden).update(**membership)
    assert why(bob, garden, seq) == reason


def test_quiet_hours_are_those_when_it_came(alice: User, bob: User, phone: Registration, garden: Conversation) -> None:
    seq = post_message(alice, garden)
    prefer(bob, quiet_from="02:00", quiet_until="03:00")
    for hour, reason in ((2, "quiet_hours"), (4, "-")):
        Message.objects.filter(conversation=garden).update(created_at=timezone.now().replace(hour=hour, minute=30))
        assert why(bob, garden, seq) == reason


def test_explanation_ignores_what_was_read_since(
    alice: User, bob: User, phone: Registration, garden: Conversation
) -> None:
    seq = post_message(alice, garden)
    Membership.objects.filter(user=bob, conversation=garden).update(notified_seq=seq)
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=seq)
    prefer(bob, first_only=True)
    assert why(bob, garden, seq) == "-"


def test_a_device_that_is_switched_off_is_none(
    alice: User, bob: User, phone: Registration, garden: Conversation
) -> None:
    seq = post_message(alice, garden)
    Registration.objects.update(is_enabled=False)
    assert why(bob, garden, seq) == "off"
    device(bob)
    assert why(bob, garden, seq) == "-"


def test_a_deleted_message_says_so(alice: User, bob: User, phone: Registration, garden: Conversation) -> None:
    delete_message(actor=alice, conversation=garden.pk, seq=post_message(alice, garden))
    assert why(bob, garden, 1) == "deleted"


def test_explanation_is_not_found_for_an_unreadable_message(alice: User, bob: User, garden: Conversation) -> None:
    mallory = person("mallory")
    post_message(alice, garden)
    assert ask(bob, garden, 1).status == 200
    assert ask(mallory, garden, 1).code == "not_found"


def test_a_line_with_an_unknown_reason_breaks_no_list(bob: User, garden: Conversation) -> None:
    row(bob, garden, 1, state="suppressed", reason="holo")
    row(bob, garden, 2, state="suppressed", reason="muted")
    assert [line["reason"] for line in ask(bob).body["items"]] == ["muted", "holo"]
