"""What no hint reached is noticed, by a watermark or at night."""

import time
from collections.abc import Callable

import pytest

from accounts.models import User
from conversations.models import Conversation
from messaging.models import Message, SearchWatermark
from messaging.search.following import catch_up
from messaging.search.noticing import mark_all, notice
from tests.search.test_indexing import write
from tests.search.world import another_transaction, found, progress, send
from tests.verbs import edit_message

pytestmark = pytest.mark.django_db


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        notice()
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it never is")


def test_message_and_edit_without_a_hint_are_noticed(alice: User, garden: Conversation) -> None:
    [seq] = send(alice, garden, "first")
    assert progress(garden).due_at is None

    write(alice, garden, "needle")
    notice()
    assert progress(garden).due_at is not None
    catch_up()
    assert progress(garden).due_at is None

    SearchWatermark.objects.update(messages=2**40)
    edit_message(actor=alice, conversation=garden.pk, seq=seq, body="thread")
    notice()
    assert progress(garden).due_at is not None


def test_change_of_before_the_watermark_is_noticed_at_night(alice: User, garden: Conversation) -> None:
    send(alice, garden, "first")
    SearchWatermark.objects.update(messages=2**40, revisions=2**40)
    [seq] = write(alice, garden, "needle")
    catch_up()
    assert found(alice, "needle") == []

    mark_all()
    catch_up()

    assert found(alice, "needle") == [seq]


@pytest.mark.django_db(transaction=True)
def test_watermark_waits_for_transactions_that_are_not_over(alice: User, garden: Conversation) -> None:
    """Another transaction may have taken a lower id, and commit it later."""
    write(alice, garden, "first")
    notice()
    with another_transaction() as other:
        other.execute("SELECT pg_current_xact_id()")
        write(alice, garden, "second")
        last = Message.objects.latest("pk").pk
        # Transactions of other databases count too, until they are over.
        until(lambda: SearchWatermark.objects.get().next_messages == last)
        notice()
        assert SearchWatermark.objects.get().messages < last

    until(lambda: SearchWatermark.objects.get().messages == last)


@pytest.mark.django_db(transaction=True)
def test_watermark_of_another_cluster_does_not_stand_still(alice: User, garden: Conversation) -> None:
    """As after a restore, where transactions have lower numbers."""
    write(alice, garden, "first")
    notice()
    SearchWatermark.objects.update(next_xid=2**50)

    notice()

    watermark = SearchWatermark.objects.get()
    assert watermark.messages > 0
    assert watermark.next_xid < 2**50
