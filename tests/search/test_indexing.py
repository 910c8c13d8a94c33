"""The index follows the conversations, and can be built again while people search."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from accounts.models import User
from conversations.models import Conversation
from messaging.models import Message, SearchEntry, SearchProgress
from messaging.operations.expiring import remove_some
from messaging.search import indexing
from messaging.search.following import index_hinted
from messaging.search.indexing import index_piece
from messaging.search.rebuilding import begin_again, measure
from messaging.tasks import catch_up_index, expire_messages
from tests.search.world import found, page, send
from tests.verbs import delete_message, send_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_CHANGED", "_OLDER"):
        monkeypatch.setattr(indexing, name, getattr(indexing, name).replace(f"LIMIT {indexing.PIECE}", "LIMIT 2"))
    monkeypatch.setattr(indexing, "PIECE", 2)


def write(actor: User, conversation: Conversation, *bodies: str) -> list[int]:
    return [
        send_message(actor=actor, conversation=conversation.pk, client_id=uuid4(), body=body).seq for body in bodies
    ]


def test_messages_from_before_are_indexed_from_the_latest_on(
    alice: User, garden: Conversation, small_pieces: None
) -> None:
    seqs = write(alice, garden, *(f"needle {n}" for n in range(5)))

    assert index_piece([garden.pk]) == [garden.pk]

    assert found(alice, "needle") == seqs[:2:-1]
    assert page(alice, "needle").searched.indexing == 3
    assert index_hinted([garden.pk]) is False
    assert found(alice, "needle") == seqs[::-1]
    assert page(alice, "needle").searched.indexing is None


def test_rebuild_finds_everything_meanwhile_and_goes_on_after_an_interruption(
    alice: User, garden: Conversation, small_pieces: None, capsys: Any
) -> None:
    seqs = send(alice, garden, *(f"needle {n}" for n in range(5)))
    SearchEntry.objects.filter(message__seq=seqs[0]).update(text=" damaged ")

    begin_again()
    index_piece([garden.pk])
    assert measure().left == 3
    assert found(alice, "needle") == seqs[:0:-1], "all but the damaged one"

    call_command("search", "rebuild", "--resume")
    assert found(alice, "needle") == seqs[::-1]
    assert capsys.readouterr().out.strip().endswith("messages=5 indexed=5 (100.0 %)")


def test_rebuild_removes_what_should_not_be_there(alice: User, garden: Conversation) -> None:
    [seq] = send(alice, garden, "needle")
    entry = SearchEntry.objects.get()
    delete_message(actor=alice, conversation=garden.pk, seq=seq)
    for message in (entry.message_id, 2**40):
        SearchEntry.objects.create(message_id=message, facets=entry.facets, text=entry.text)

    call_command("search", "rebuild")

    assert not SearchEntry.objects.exists()


def test_entry_of_a_message_that_was_removed_while_it_was_indexed_is_gone_the_next_day(
    alice: User, garden: Conversation
) -> None:
    """As when a worker read the message before its removal, and stores its entry after it."""
    send(alice, garden, "needle")
    entry = SearchEntry.objects.get()
    SearchEntry.objects.create(message_id=2**40, facets=entry.facets, text=entry.text)

    expire_messages()

    assert SearchEntry.objects.get() == entry


def test_changes_are_followed_in_pieces(alice: User, garden: Conversation, small_pieces: None) -> None:
    send(alice, garden, "first")

    seqs = send(alice, garden, *(f"needle {n}" for n in range(5)))

    assert found(alice, "needle") == seqs[::-1]
    progress = SearchProgress.objects.get(conversation=garden)
    garden.refresh_from_db()
    assert (progress.rev, progress.left_seq) == (garden.rev, 0)


def test_retention_removes_entries_with_their_messages(alice: User, garden: Conversation) -> None:
    [old, _] = send(alice, garden, "old", "new")
    Conversation.objects.filter(pk=garden.pk).update(expired_seq=old)

    while remove_some(garden.pk):
        pass

    assert [entry.message.body for entry in SearchEntry.objects.select_related("message")] == ["new"]
    assert Message.objects.of(garden).count() == 1


def test_changes_are_indexed_later_when_indexing_was_off(alice: User, garden: Conversation, settings: Any) -> None:
    settings.SEARCH_INDEXING = False
    write(alice, garden, "a late tulip")
    catch_up_index()
    assert measure().left == 1
    settings.SEARCH_INDEXING = True
    catch_up_index()
    assert measure().left == 0
