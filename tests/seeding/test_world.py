"""The demo world holds an example of everything, in chronological order."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from chatproject.seeding.world import seed_world
from chatproject.settings.development import DEMO_PASSWORD
from conversations.models import Conversation, Membership
from messaging.models import Message, Reaction, Revision


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, User]]:
    """The whole world, made once for the tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO_PASSWORD=DEMO_PASSWORD):
        yield seed_world()
        transaction.set_rollback(True)


@pytest.fixture
def alices(people: dict[str, User]) -> dict[str, Membership]:
    """{what Alice calls it: her place in it}"""
    mine = Membership.objects.for_user(people["alice"]).select_related("conversation")
    return {row.conversation.title or row.conversation.direct_key or "": row for row in mine}


def test_world_has_every_kind_of_conversation(alices: dict[str, Membership]) -> None:
    assert {row.conversation.kind for row in alices.values()} == {"direct", "group", "channel"}
    assert len(alices) > 10


def test_alice_has_something_to_read_and_something_read(alices: dict[str, Membership]) -> None:
    unread = [row.conversation.last_seq - row.read_seq for row in alices.values()]
    assert sum(count > 0 for count in unread) >= 3
    assert sum(count == 0 for count in unread) >= 5


def test_alices_own_messages_are_sent_delivered_and_read(people: dict[str, User]) -> None:
    mine = Message.objects.filter(sender=people["alice"], conversation__kind="direct")
    others = Membership.objects.exclude(user=people["alice"]).filter(conversation__in=mine.values("conversation"))
    last = others.filter(conversation__messages__in=mine, conversation__messages__seq=F("conversation__last_seq"))
    standing = {
        (row.delivered_seq >= row.conversation.last_seq, row.read_seq >= row.conversation.last_seq) for row in last
    }
    assert standing == {(False, False), (True, False), (True, True)}


def test_world_has_a_pinned_and_a_muted_conversation(alices: dict[str, Membership]) -> None:
    assert [row for row in alices.values() if row.pinned_at]
    assert [row for row in alices.values() if row.muted_until and row.muted_until > timezone.now()]


def test_messages_are_of_all_sorts(people: dict[str, User]) -> None:
    messages = Message.objects.all()
    assert messages.filter(deleted_at__isnull=False).exists()
    assert messages.filter(edited_at__isnull=False).exists()
    assert messages.filter(reply_to__isnull=False).exists()
    assert messages.filter(body__contains="```").exists()
    assert messages.filter(body__contains="https://").exists()
    assert Reaction.objects.exists()
    assert Revision.objects.exists()


def test_time_goes_the_way_the_seqs_go(people: dict[str, User]) -> None:
    for conversation in Conversation.objects.all():
        times = list(Message.objects.of(conversation).order_by("seq").values_list("created_at", flat=True))
        assert times == sorted(times)
        assert conversation.created_at <= times[0]
        assert conversation.last_activity_at == times[-1] <= timezone.now()


def test_history_goes_back_for_days(people: dict[str, User]) -> None:
    days = {moment.date() for moment in Message.objects.values_list("created_at", flat=True)}
    assert len(days) >= 7


def test_no_seq_is_missing(people: dict[str, User]) -> None:
    for conversation in Conversation.objects.all():
        seqs = list(Message.objects.of(conversation).order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, conversation.last_seq + 1))


def test_the_password_is_one_that_people_may_have(people: dict[str, User]) -> None:
    for person in people.values():
        validate_password(DEMO_PASSWORD, person)
        assert person.check_password(DEMO_PASSWORD)


def test_told_again_it_says_the_same(people: dict[str, User]) -> None:
    first = _all_said()
    with transaction.atomic():
        Message.objects.all().delete()
        Conversation.objects.all().delete()
        User.objects.all().delete()
        seed_world()
        again = _all_said()
        transaction.set_rollback(True)
    assert len(first) > 100
    assert first == again


def _all_said() -> list[tuple[Any, ...]]:
    rows = Message.objects.order_by("client_id")
    return list(rows.values_list("client_id", "sender__username", "seq", "rev", "body"))
