"""A page of a long log is read from an index, whatever is before and after it."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from chatproject.privacy.exporting.writing import _rows
from chatproject.privacy.registry import sections
from conversations.models import Conversation
from conversations.operations.starting import start_conversation
from messaging.models import Message, Reaction
from messaging.operations.changed import _MESSAGES
from messaging.operations.erasing import _reacted_to
from messaging.operations.ranges import _NEWEST, _OLDEST, END

pytestmark = pytest.mark.django_db

LONG, SHORT = 3_000, 20


@pytest.fixture
def garden(alice: User) -> Conversation:
    """One long conversation among sixty short ones, as PostgreSQL's statistics see them."""
    rooms = [start_conversation(actor=alice, kind="group", members=[], title=str(n)).conversation for n in range(61)]
    Message.objects.bulk_create(
        Message(conversation=room, seq=seq, rev=seq + 5, sender=alice, client_id=uuid4(), body="Hello")
        for room in rooms
        for seq in range(1, (LONG if room is rooms[0] else SHORT) + 1)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL enable_bitmapscan = off")  # as `snapshot` does
    return rooms[0]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", []):
        yield from nodes(each)


def scan_of(table: str, statement: str, parameters: Any) -> tuple[str, int]:
    """Returns the index by which a table is read, and how many of its rows are."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        (said,) = cursor.fetchone()
    [explained] = json.loads(said) if isinstance(said, str) else said
    (scan,) = (each for each in nodes(explained["Plan"]) if each.get("Relation Name") == table)
    read = scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0)
    return scan.get("Index Name", "none"), int(read * scan["Actual Loops"])


def scan_of_log(statement: str, parameters: Any) -> tuple[str, int]:
    return scan_of("messaging_message", statement, parameters)


@pytest.mark.parametrize(
    ("statement", "after", "before"),
    [(_NEWEST, 0, END), (_NEWEST, 0, 1_500), (_OLDEST, 1_500, END), (_OLDEST, 0, END)],
)
def test_a_range_reads_its_own_rows(alice: User, garden: Conversation, statement: str, after: int, before: int) -> None:
    asked = {"actor": alice.pk, "conversation": garden.pk, "size": 50, "after": after, "before": before}
    assert scan_of_log(statement, asked) == ("message_seq", 50)


@pytest.mark.parametrize("since", [0, 1_500, LONG - 45])
def test_changes_read_their_own_rows(alice: User, garden: Conversation, since: int) -> None:
    assert scan_of_log(_MESSAGES, [[garden.pk], [since], [0], 50]) == ("message_changes", 50)


@pytest.fixture
def reactions(alice: User, bob: User, garden: Conversation) -> None:
    """Twenty of bob's among thousands of alice's."""
    messages = Message.objects.filter(conversation=garden).values_list("pk", "seq")
    Reaction.objects.bulk_create(
        Reaction(message_id=pk, user=bob if seq % (LONG // SHORT) == 0 else alice, emoji="👍") for pk, seq in messages
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE messaging_reaction")


def test_reactions_of_a_person_are_exported_and_erased_without_reading_others(bob: User, reactions: None) -> None:
    section = next(section for model, section in sections() if model is Reaction)
    exported, parameters = _rows(Reaction, section, bob).query.sql_with_params()
    cursor = f"DECLARE exported CURSOR FOR {exported}"  # as QuerySet.iterator reads them
    assert scan_of("messaging_reaction", cursor, parameters) == ("reaction_user", SHORT)
    erased = _reacted_to(bob)[:100].query.sql_with_params()
    assert scan_of("messaging_reaction", *erased) == ("reaction_user", SHORT)
