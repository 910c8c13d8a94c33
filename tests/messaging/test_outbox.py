"""Outbox entries: one row with each message, and one with each read that has notifications to clear."""

import importlib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection, transaction

from accounts.models import User
from chatproject.contract.errors import DomainError
from conversations.models import Conversation, Membership
from messaging.models import Message, OutboxEntry
from messaging.operations.receiving import Advance, advance_receipts
from messaging.operations.sending import send_messages
from messaging.signals import outbox_written
from tests.contract.client import Person
from tests.contract.server import Services
from tests.contract.world import World
from tests.conversations.world import group, people
from tests.notifications.telling import enlarge
from tests.verbs import advance_receipt, make_draft, send_message
from tests.world import person

Row = tuple[str, int, UUID | None]


@pytest.fixture
def signals() -> Iterator[list[str]]:
    """The signals sent after outbox entries were committed."""
    sent: list[str] = []

    def note(**_: Any) -> None:
        sent.append("written")

    outbox_written.connect(note)
    yield sent
    outbox_written.disconnect(note)


def post_message(actor: User, place: Conversation, client_id: UUID | None = None, **about: Any) -> int:
    return send_message(actor=actor, conversation=place.pk, client_id=client_id or uuid4(), body="Hello", **about).seq


def entries() -> list[Row]:
    return list(OutboxEntry.objects.order_by("pk").values_list("kind", "seq", "user_id"))


def mark_notified(user: User, place: Conversation, seq: int) -> None:
    """Sets the row as it is after the user was notified of `seq`."""
    Membership.objects.filter(conversation=place, user=user).update(notified_seq=seq)


@pytest.mark.parametrize("size", [5, 5_000])
def test_a_message_is_one_row_however_many_hear_of_it(size: int, alice: User) -> None:
    square = group(alice, kind="channel")
    enlarge(square, people(size - 1))
    post_message(alice, square)
    (row,) = OutboxEntry.objects.values()
    assert (row["kind"], row["conversation_id"], row["seq"], row["user_id"]) == ("sent", square.pk, 1, None)
    assert (row["after"], row["attempts"], row["failed_at"], row["error"]) == (None, 0, None, "")


def test_each_message_of_a_batch_is_one(alice: User, bob: User, garden: Conversation) -> None:
    shed = group(bob)
    drafts = [
        make_draft(actor=actor, conversation=place.pk, client_id=uuid4(), body="Hello")
        for actor, place in ((alice, garden), (bob, garden), (bob, shed), (alice, shed), (alice, garden))
    ]
    send_messages(drafts)
    rows = set(OutboxEntry.objects.values_list("conversation", "seq"))
    assert rows == {(garden.pk, 1), (garden.pk, 2), (garden.pk, 3), (shed.pk, 1)}


@pytest.mark.django_db(transaction=True)
def test_outbox_entry_is_committed_with_its_message_or_not_at_all(
    alice: User, garden: Conversation, signals: list[str]
) -> None:
    post_message(alice, garden)
    with connection.cursor() as cursor:
        cursor.execute("SELECT m.xmin = h.xmin FROM messaging_message m, messaging_handover h")
        assert cursor.fetchall() == [(True,)]
    assert signals == ["written"]
    with transaction.atomic():
        post_message(alice, garden)
        assert OutboxEntry.objects.count() == 2
        transaction.set_rollback(True)
    assert (Message.objects.count(), OutboxEntry.objects.count()) == (1, 1)
    assert signals == ["written"]


@pytest.mark.django_db(transaction=True)
def test_a_repeat_hands_over_nothing(alice: User, garden: Conversation, signals: list[str]) -> None:
    client_id = uuid4()
    assert post_message(alice, garden, client_id) == post_message(alice, garden, client_id) == 1
    assert entries() == [("sent", 1, None)]
    twice = make_draft(actor=alice, conversation=garden.pk, client_id=uuid4(), body="twice")
    send_messages([twice, twice])
    assert entries() == [("sent", 1, None), ("sent", 2, None)]
    assert signals == ["written"] * 2


def test_refused_message_hands_over_nothing(alice: User, garden: Conversation) -> None:
    mallory = person("mallory")
    for actor, about in ((mallory, {}), (alice, {"reply_to": 9}), (alice, {"attachments": [str(uuid4())]})):
        with pytest.raises(DomainError):
            post_message(actor, garden, **about)
    assert entries() == []


# Reading


@pytest.fixture
def three(alice: User, garden: Conversation) -> None:
    """Alice sent three messages; their outbox entries are handled."""
    for _ in range(3):
        post_message(alice, garden)
    OutboxEntry.objects.all().delete()


@pytest.mark.usefixtures("three")
def test_reading_is_written_to_the_outbox_only_when_the_reader_was_notified(bob: User, garden: Conversation) -> None:
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=1)
    assert entries() == []
    mark_notified(bob, garden, 2)
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=2)
    assert entries() == [("read", 2, bob.pk)]


@pytest.mark.usefixtures("three")
def test_only_what_rises_is(bob: User, garden: Conversation) -> None:
    mark_notified(bob, garden, 3)
    advance_receipt(actor=bob, conversation=garden.pk, delivered_seq=3)
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=0)
    assert entries() == []
    for read_seq in (2, 1, 2, 99, 3):
        advance_receipt(actor=bob, conversation=garden.pk, read_seq=read_seq)
    assert entries() == [("read", 2, bob.pk), ("read", 3, bob.pk)]


@pytest.mark.usefixtures("three")
def test_batched_receipts_write_an_outbox_entry_each(alice: User, bob: User, garden: Conversation) -> None:
    mark_notified(bob, garden, 1)
    mallory = person("mallory")
    advance_receipts([Advance(user.pk, garden.pk, 0, 3) for user in (alice, bob, mallory)])
    assert entries() == [("read", 3, bob.pk)]


@pytest.mark.usefixtures("three")
def test_sending_hands_over_a_read_when_the_sender_was_notified(alice: User, bob: User, garden: Conversation) -> None:
    post_message(bob, garden)
    assert entries() == [("sent", 4, None)]
    post_message(alice, garden)
    mark_notified(bob, garden, 5)
    OutboxEntry.objects.all().delete()
    post_message(bob, garden)
    assert sorted(entries(), key=str) == [("read", 6, bob.pk), ("sent", 6, None)]


@pytest.mark.usefixtures("three")
@pytest.mark.django_db(transaction=True)
def test_reading_comes_with_its_receipt_or_not_at_all(bob: User, garden: Conversation, signals: list[str]) -> None:
    signals.clear()
    mark_notified(bob, garden, 3)
    with transaction.atomic():
        advance_receipt(actor=bob, conversation=garden.pk, read_seq=2)
        transaction.set_rollback(True)
    assert (entries(), signals) == ([], [])
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=2)
    assert (entries(), signals) == ([("read", 2, bob.pk)], ["written"])


# Through all endpoints, in real processes


class Database:
    """The database of the web processes."""

    def __init__(self, services: Services, conversation: str) -> None:
        self._line = psycopg.connect(services.database_url, autocommit=True)
        self._conversation = conversation

    def mark_notified(self, user: Person, seq: int) -> None:
        self._line.execute(
            "UPDATE conversations_membership SET notified_seq = %s WHERE conversation_id = %s AND user_id = %s",
            [seq, self._conversation, user.id],
        )

    def read(self) -> list[tuple[int, str]]:
        found = self._line.execute(
            "SELECT seq, user_id::text FROM messaging_handover WHERE conversation_id = %s AND kind = 'read'",
            [self._conversation],
        )
        return [(seq, user) for seq, user in found]

    def close(self) -> None:
        self._line.close()


@pytest.mark.parametrize("endpoint", ["rest", "socket", "sending by rest", "sending by socket"])
async def test_every_endpoint_writes_reading_to_the_outbox(endpoint: str, world: World, services: Services) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    await alice.send(garden, "Hello")
    database = Database(services, garden)
    database.mark_notified(bob, 1)
    match endpoint:
        case "rest":
            await bob.do("PUT", f"conversations/{garden}/receipt", {"read_seq": 1})
        case "socket":
            await (await bob.connect()).ask("receipt.advance", conversation=garden, read_seq=1)
        case "sending by rest":
            await bob.send(garden, "Hello")
        case "sending by socket":
            await (await bob.connect()).send(garden, "Hello")
    assert database.read() == [(2 if endpoint.startswith("sending") else 1, bob.id)]
    database.close()


def test_renamed_model_keeps_the_permissions_of_staff(db: None) -> None:
    migration = importlib.import_module("messaging.migrations.0006_outbox_entry")
    permission = Permission.objects.get(codename="change_outboxentry")
    here = SimpleNamespace(connection=connection)
    migration.restore_permissions(apps, here)
    assert not Permission.objects.filter(codename="change_outboxentry").exists()
    migration.rename_permissions(apps, here)
    permission.refresh_from_db()
    assert (permission.codename, permission.name) == ("change_outboxentry", "Can change outbox entry")
