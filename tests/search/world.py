"""What these tests do: send, index, search."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.db import connection

from accounts.models import User
from chatproject.contract.objects.search import SearchPage
from conversations.models import Conversation
from conversations.operations.renaming import change_conversation
from messaging.models import SearchProgress
from messaging.search.finding import search
from messaging.search.following import catch_up
from tests.verbs import send_message


def send(actor: User, conversation: Conversation, *bodies: str) -> list[int]:
    """Sends them, lets the worker index them, and returns their seqs."""
    seqs = [
        send_message(actor=actor, conversation=conversation.pk, client_id=uuid4(), body=body).seq for body in bodies
    ]
    catch_up()
    return seqs


def page(actor: User, query: str, **about: Any) -> SearchPage:
    return search(actor=actor, query=query, **{"cursor": None, "limit": None, **about})


def found(actor: User, query: str, **about: Any) -> list[int]:
    """The seqs of what one search finds."""
    return [hit.seq for hit in page(actor, query, **about).items]


def marked(actor: User, query: str) -> list[str]:
    """The matches of the only hit, cut from its text as a client does."""
    [hit] = page(actor, query).items
    units = hit.text.encode("utf-16-le")
    return [units[2 * m.offset : 2 * (m.offset + m.length)].decode("utf-16-le") for m in hit.matches]


def set_language(actor: User, conversation: Conversation, language: str | None) -> None:
    """Sets the language as an admin, and lets the worker index the conversation again."""
    change_conversation(actor=actor, conversation_id=conversation.pk, language=language)
    catch_up()


@contextmanager
def another_transaction() -> Iterator[Any]:
    other = connection.copy()
    other.set_autocommit(False)
    try:
        yield other.cursor()
    finally:
        other.rollback()
        other.close()


def progress(conversation: Conversation) -> SearchProgress:
    return SearchProgress.objects.get(conversation=conversation)
