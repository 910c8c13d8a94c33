"""Conversations that were not hinted at are noticed, and those that cannot be indexed hold up no one."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.management import call_command

from accounts.models import User
from conversations.models import Conversation
from messaging.models import SearchEntry, SearchProgress
from messaging.search import following, indexing, text
from messaging.search.following import catch_up, index_hinted
from messaging.search.noticing import mark_all
from tests.conversations.world import group
from tests.search.test_indexing import write
from tests.search.world import another_transaction, found, progress, send

pytestmark = pytest.mark.django_db

Fails = Callable[[str], None]


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Fails:
    """Lets the indexing of messages with this word fail, as an unforeseen text would; of none, if it is empty."""
    original, poison = text.words, [""]

    def words(body: str) -> str:
        if poison[0] and poison[0] in body:
            raise ValueError("this text cannot be indexed")
        return original(body)

    monkeypatch.setattr(indexing, "words", words)
    return lambda word: poison.__setitem__(0, word)


def retry(conversation: Conversation) -> None:
    """Lets the wait be over."""
    SearchProgress.objects.filter(conversation=conversation).update(due_at=datetime.now(UTC) - timedelta(seconds=1))


def test_conversation_that_fails_holds_up_no_other(
    alice: User, bob: User, garden: Conversation, fails: Fails, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    fails("poison")
    shed = group(alice, bob, title="Shed")
    write(alice, garden, "a needle with poison")
    [seq] = write(alice, shed, "a needle")

    with caplog.at_level(logging.ERROR):
        assert catch_up() is False
        retry(garden)
        assert catch_up() is False

    assert found(alice, "needle") == [seq]
    assert [str(garden.pk) in record.message for record in caplog.records] == [True], "logged once"
    call_command("search", "status")
    shown = capsys.readouterr().out
    assert f"set aside: conversation {garden.pk} failed 2 times" in shown
    assert shown.strip().endswith("set_aside=1")


def test_wait_after_a_failure_doubles_up_to_a_day(alice: User, garden: Conversation, fails: Fails) -> None:
    fails("poison")
    write(alice, garden, "poison")
    waits = []
    for _ in range(16):
        catch_up()
        waits.append((progress(garden).due_at or datetime.now(UTC)) - datetime.now(UTC))
        retry(garden)

    assert [round(wait.total_seconds() / 15) for wait in waits[:4]] == [1, 2, 4, 8]
    assert timedelta(hours=23) < waits[-1] <= timedelta(days=1)


def test_conversation_that_is_set_aside_is_not_tried_at_each_hint(
    alice: User, garden: Conversation, fails: Fails
) -> None:
    fails("poison")
    write(alice, garden, "poison")
    index_hinted([garden.pk])

    index_hinted([garden.pk])

    assert progress(garden).failures == 1


def test_conversation_is_indexed_once_it_no_longer_fails(alice: User, garden: Conversation, fails: Fails) -> None:
    fails("poison")
    seqs = write(alice, garden, "a needle with poison", "another needle")
    catch_up()
    assert found(alice, "needle") == []

    fails("")
    catch_up()
    assert found(alice, "needle") == [], "it still waits"
    retry(garden)
    catch_up()

    assert found(alice, "needle") == seqs[::-1]
    assert (progress(garden).failures, progress(garden).due_at) == (0, None)


def test_worker_that_runs_out_of_time_blames_no_conversation(
    alice: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(alice, garden, "first")
    write(alice, garden, "needle")

    def end(*_: object) -> None:
        raise SoftTimeLimitExceeded

    with monkeypatch.context() as patched:
        patched.setattr(indexing, "_advanced", end)
        with pytest.raises(SoftTimeLimitExceeded):
            catch_up()
    assert SearchEntry.objects.count() == 1, "the piece was undone"
    assert progress(garden).failures == 0

    catch_up()
    assert SearchEntry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_only_one_process_indexes_and_takes_what_others_leave(
    alice: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    [seq] = write(alice, garden, "needle")
    with another_transaction() as other:
        other.execute(indexing._ALONE)
        assert index_hinted([garden.pk]) is False
        assert found(alice, "needle") == []
        assert progress(garden).due_at is not None

    assert index_hinted([]) is False, "what another process does after each piece"
    assert found(alice, "needle") == [seq]


def test_hint_leaves_what_has_waited_for_long_to_others(alice: User, garden: Conversation) -> None:
    """The processes of notifications take hints, and are not to index a large conversation from before."""
    [seq] = write(alice, garden, "needle")
    Conversation.objects.filter(pk=garden.pk).update(last_activity_at=datetime.now(UTC) - timedelta(days=1))
    mark_all()

    index_hinted([])
    assert found(alice, "needle") == []

    catch_up()
    assert found(alice, "needle") == [seq]


def test_hint_that_takes_too_long_leaves_the_rest_waiting(
    alice: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "HINTED", 0.0)
    monkeypatch.setattr(following, "index_piece", lambda ids: list(ids))
    write(alice, garden, "needle")

    assert index_hinted([garden.pk]) is True
    assert progress(garden).due_at is not None
