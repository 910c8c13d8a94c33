"""Fan-out reads whom a message mentions from what was decided when it was sent or edited."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.operations.blocking import block
from chatproject.contract.objects.messaging import Mention
from conversations.models import Conversation
from messaging.models import Message
from messaging.presence.board import active_mark
from notifications.models import Notification
from notifications.outbox.fanning_out import fan_out_due
from tests.notifications.conftest import Board
from tests.notifications.telling import QUEUED, ledger, post_message, prefer
from tests.verbs import advance_receipt, delete_message, edit_message

pytestmark = pytest.mark.django_db

ALL = [Mention(offset=0, length=4, all=True)]
HERE = [Mention(offset=0, length=5, here=True)]


def test_the_stored_decision_counts_and_not_the_text(alice: User, bob: User, carol: User, square: Conversation) -> None:
    post_message(alice, square, "@bob", mentions=[Mention(offset=0, length=4, user=carol.pk)])
    fan_out_due()
    assert (ledger(bob), ledger(carol)) == ([], [QUEUED])


def test_message_of_a_release_that_did_not_decide_is_decided_by_its_text(
    alice: User, bob: User, square: Conversation
) -> None:
    post_message(alice, square, "@bob")
    Message.objects.update(mentions=None)
    fan_out_due()
    assert ledger(bob) == [QUEUED]


def test_all_members_are_mentioned(alice: User, bob: User, carol: User, square: Conversation) -> None:
    post_message(alice, square, "@all", mentions=ALL)
    fan_out_due()
    assert ledger(bob) == ledger(carol) == [QUEUED]
    assert set(Notification.objects.values_list("urgency", flat=True)) == {"high"}


def test_here_reaches_the_members_who_are_active(
    alice: User, bob: User, carol: User, square: Conversation, board: Board
) -> None:
    board(active_mark(str(bob.pk)))
    post_message(alice, square, "@here", mentions=HERE)
    fan_out_due()
    assert (ledger(bob), ledger(carol)) == ([QUEUED], [])


def test_here_reaches_no_one_later(alice: User, bob: User, square: Conversation, board: Board) -> None:
    board(active_mark(str(bob.pk)))
    post_message(alice, square, "@here", mentions=HERE)
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    fan_out_due()
    assert ledger(bob) == []


@pytest.mark.parametrize("mentions", [None, ALL])
def test_who_blocks_the_sender_is_not_mentioned(
    mentions: list[Mention] | None, alice: User, bob: User, carol: User, square: Conversation
) -> None:
    block(actor=bob, user=str(alice.pk))
    post_message(alice, square, "@bob @carol", mentions=mentions)
    fan_out_due()
    assert (ledger(bob), ledger(carol)) == ([], [QUEUED])


def test_edit_notifies_only_whom_it_newly_mentions(alice: User, bob: User, carol: User, square: Conversation) -> None:
    post_message(alice, square, "@bob")
    fan_out_due()
    edit_message(actor=alice, conversation=square.pk, seq=1, body="@bob @carol @mallory")
    fan_out_due()
    edit_message(actor=alice, conversation=square.pk, seq=1, body="@bob, @carol!")
    fan_out_due()
    assert ledger(bob) == ledger(carol) == [QUEUED]


def test_edit_does_not_notify_again(alice: User, bob: User, garden: Conversation) -> None:
    post_message(alice, garden, "Hello")
    fan_out_due()
    Notification.objects.update(state="accepted")
    edit_message(actor=alice, conversation=garden.pk, seq=1, body="@bob")
    fan_out_due()
    assert ledger(bob) == [(1, "accepted", "")]


def test_edit_notifies_who_was_not_notified_for_another_reason(alice: User, bob: User, garden: Conversation) -> None:
    prefer(bob, muted_until=timezone.now() + timedelta(hours=1))
    post_message(alice, garden, "Hello")
    fan_out_due()
    assert ledger(bob) == [(1, "suppressed", "do_not_disturb")]
    prefer(bob, muted_until=None)
    edit_message(actor=alice, conversation=garden.pk, seq=1, body="@bob")
    fan_out_due()
    assert ledger(bob) == [QUEUED]


def test_edit_that_was_taken_back_or_read_notifies_no_one(alice: User, bob: User, square: Conversation) -> None:
    for body in ["one", "two", "three"]:
        post_message(alice, square, body)
    fan_out_due()
    advance_receipt(actor=bob, conversation=square.pk, read_seq=1)
    for seq in (1, 2, 3):
        edit_message(actor=alice, conversation=square.pk, seq=seq, body="@bob")
    edit_message(actor=alice, conversation=square.pk, seq=2, body="two")
    delete_message(actor=alice, conversation=square.pk, seq=3)
    fan_out_due()
    assert ledger(bob) == [(1, "suppressed", "read")]
