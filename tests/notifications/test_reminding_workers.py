"""Reminders fire exactly once, although workers die at every step and run at the same time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from accounts.models import PersonalCounter, User
from messaging.models import OutboxEntry, SavedMessage
from messaging.operations.reminding import fire_reminders
from notifications.models import Notification, Registration
from notifications.outbox.fanning_out import fan_out_due
from tests.contract.server import ROOT
from tests.conversations.racing import at_once, meanwhile
from tests.conversations.world import group
from tests.notifications.reminders import reminders, saved
from tests.notifications.telling import device, post_message
from tests.notifications.test_workers import somebody_waits, until
from tests.verbs.saving import save_message, update_saved

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

_FIRE = (
    "import django; django.setup();"
    "from messaging.operations.reminding import fire_reminders;"
    "from notifications.outbox.fanning_out import fan_out_due;"
    "fire_reminders(); fan_out_due()"
)
MANY = 5


@pytest.fixture
def entries(alice: User, bob: User) -> list[SavedMessage]:
    """Bob saved some messages, whose reminders are due, and has one device."""
    device(bob)
    place = group(alice, bob)
    return [saved(bob, place, post_message(alice, place)) for _ in range(MANY)]


@contextmanager
def worker() -> Iterator[None]:
    """Another process, which fires what is due and is killed at the end of the block."""
    address = make_conninfo(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"])
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen([sys.executable, "-c", _FIRE], cwd=ROOT, env=environment) as process:
        try:
            yield
        finally:
            process.kill()


def fired() -> int:
    return SavedMessage.objects.filter(reminded_at__isnull=False).count()


def each_once() -> list[tuple[int, str, str]]:
    return [(seq, "queued", "") for seq in range(1, MANY + 1)]


def test_worker_killed_while_it_fires_leaves_all_to_the_next(bob: User, entries: list[SavedMessage]) -> None:
    PersonalCounter.objects.get_or_create(user=bob)
    with transaction.atomic():
        # The last lock of the worker's transaction.
        PersonalCounter.objects.select_for_update().get(user=bob)
        with worker():
            until(somebody_waits)
        assert (fired(), OutboxEntry.objects.filter(kind="due").count()) == (0, 0)
    # Its connection ends when PostgreSQL next sends it something.
    until(lambda: fire_reminders() == MANY or fired() == MANY)
    until(lambda: not fan_out_due() and not OutboxEntry.objects.exists())
    assert (fire_reminders(), reminders(bob)) == (0, each_once())


def test_worker_killed_while_it_decides_leaves_all_to_the_next(bob: User, entries: list[SavedMessage]) -> None:
    mine = Registration.objects.get(user=bob)
    with transaction.atomic():
        Notification.objects.create(
            kind="reminder", user=bob, registration=mine, conversation=entries[0].conversation, seq=MANY
        )
        with worker():
            until(somebody_waits)
        assert fired() == MANY
        assert OutboxEntry.objects.filter(kind="due").count() == MANY
        transaction.set_rollback(True)
    until(lambda: not fan_out_due() and not OutboxEntry.objects.exists())
    assert (fire_reminders(), reminders(bob)) == (0, each_once())


def test_many_workers_at_once_fire_each_reminder_once(bob: User, entries: list[SavedMessage]) -> None:
    PersonalCounter.objects.get_or_create(user=bob)
    assert at_once([fire_reminders] * 6) == {"ok": 6}
    assert OutboxEntry.objects.filter(kind="due").count() == MANY
    assert at_once([fan_out_due] * 4) == {"ok": 4}
    assert reminders(bob) == each_once()


def test_change_of_an_entry_while_it_fires_does_not_fire_it_again(bob: User, entries: list[SavedMessage]) -> None:
    entry, *_ = entries

    def change() -> None:
        update_saved(actor=bob, conversation=entry.conversation_id, seq=entry.seq, note="A note")

    def save() -> None:
        save_message(actor=bob, conversation=entry.conversation_id, seq=entry.seq, note="Another")

    assert meanwhile(fire_reminders, change) == {"ok": 1}
    assert fire_reminders() == 0
    SavedMessage.objects.update(reminded_at=None)
    assert meanwhile(fire_reminders, save) == {"ok": 1}
    assert fire_reminders() == 0
    entry.refresh_from_db()
    assert (entry.note, fired()) == ("Another", MANY)
