"""Reports by users, and what staff see of them."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from accounts.models import User
from conversations.models import Conversation
from conversations.operations.removing import remove_member
from conversations.operations.starting import start_conversation
from messaging.moderation.models import Report
from messaging.moderation.models.report import LONGEST_TEXT
from tests.verbs import edit_message, send_message
from tests.world import Answer, App, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(alice: User, bob: User) -> Conversation:
    return start_conversation(actor=alice, kind="group", title="Garden", members=[bob.pk]).conversation


def send(actor: User, conversation: Conversation, body: str) -> int:
    return send_message(actor=actor, conversation=conversation.pk, client_id=uuid4(), body=body).seq


def report(actor: User, **fields: Any) -> Answer:
    return App(actor)("POST", "reports", {"reason": "abuse", **fields})


def test_report_of_a_message_carries_its_text_as_the_reporter_saw_it(
    alice: User, bob: User, group: Conversation
) -> None:
    seq = send(bob, group, "You fool")
    answer = report(alice, conversation=str(group.pk), seq=seq, detail="It happens every day.")
    assert answer.status == 201
    edit_message(actor=bob, conversation=group.pk, seq=seq, body="You friend")
    row = Report.objects.get(pk=answer.body["id"])
    assert (row.reporter, row.user, row.conversation, row.seq) == (alice, bob, group, seq)
    assert (row.text, row.detail, row.state) == ("You fool", "It happens every day.", "open")


def test_repeated_report_returns_the_first_while_it_is_open(alice: User, bob: User) -> None:
    first = report(alice, user=str(bob.pk))
    assert report(alice, user=str(bob.pk)).body == first.body
    assert report(alice, user=str(bob.pk), reason="spam").body != first.body
    Report.objects.update(state="dismissed")
    assert report(alice, user=str(bob.pk)).body != first.body


def test_report_keeps_no_more_of_a_text_than_its_bound(alice: User, bob: User, group: Conversation) -> None:
    seq = send(bob, group, "x" * settings.LIMITS["body"])
    assert report(alice, conversation=str(group.pk), seq=seq).status == 201
    assert len(Report.objects.get().text) == LONGEST_TEXT


def test_report_names_a_person_or_a_conversation(alice: User, bob: User, group: Conversation) -> None:
    assert report(alice, user=str(bob.pk)).status == 201
    assert report(alice, conversation=str(group.pk)).status == 201
    assert Report.objects.filter(text="").count() == 2


def test_report_names_a_channel_that_its_reporter_is_not_in(alice: User, bob: User) -> None:
    square = start_conversation(actor=bob, kind="channel", title="Square", members=[]).conversation
    seq = send(bob, square, "Hello")
    assert report(alice, conversation=str(square.pk)).status == 201
    assert report(alice, conversation=str(square.pk), seq=seq).code == "not_found"


def test_report_of_what_its_reporter_may_not_see_is_not_found(alice: User, bob: User, group: Conversation) -> None:
    mallory = person("mallory")
    seq = send(bob, group, "Between us")
    assert report(mallory, conversation=str(group.pk), seq=seq).code == "not_found"
    assert report(mallory, conversation=str(group.pk)).code == "not_found"
    assert report(alice, conversation=str(group.pk), seq=seq + 1).code == "not_found"
    assert report(alice, user=str(uuid4())).code == "not_found"
    remove_member(actor=alice, conversation_id=group.pk, user_id=bob.pk)
    assert report(bob, conversation=str(group.pk), seq=seq).code == "not_found"
    assert not Report.objects.exists()


def test_report_of_a_message_before_one_joined_is_not_found(alice: User) -> None:
    carol = person("carol")
    late = start_conversation(actor=alice, kind="group", title="Late", members=[], history="joined").conversation
    seq = send(alice, late, "Before")
    App(alice)("POST", f"conversations/{late.pk}/members", {"user": str(carol.pk)})
    assert report(carol, conversation=str(late.pk)).status == 201
    assert report(carol, conversation=str(late.pk), seq=seq).code == "not_found"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"seq": 1},
        {"user": "<alice>"},
        {"user": "<bob>", "reason": "boring"},
        {"user": "<bob>", "detail": "x" * 1001},
        {"user": "<bob>", "detail": "\0"},
        {"user": "<alice>", "conversation": "<group>", "seq": "<seq>"},
    ],
)
def test_report_is_invalid_when_it_says_nothing_or_too_much(
    alice: User, bob: User, group: Conversation, fields: dict[str, Any]
) -> None:
    seq = send(bob, group, "You fool")
    known = {"<alice>": str(alice.pk), "<bob>": str(bob.pk), "<group>": str(group.pk), "<seq>": seq}
    assert report(alice, user=str(bob.pk)).status == 201
    said = {name: known.get(value, value) for name, value in fields.items()}
    assert report(alice, **said).code == "invalid"


def test_reports_of_one_person_have_a_rate(alice: User, bob: User) -> None:
    times, _ = settings.RATES["report"]
    for _ in range(times):
        assert report(alice, user=str(bob.pk)).status == 201
    refused = report(alice, user=str(bob.pk))
    assert refused.code == "rate_limited"
    assert refused.body["retry_after_ms"] > 0
    assert report(bob, user=str(alice.pk)).status == 201
