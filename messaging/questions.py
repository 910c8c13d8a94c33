"""The queries of the log and of a user's conversations by GET: turns query parameters into operations.

Fast reads and Django's views both call these.
"""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from chatproject.contract.errors import Invalid
from chatproject.contract.objects.conversations import Conversation
from chatproject.contract.objects.sync import Changes, MessagePage
from chatproject.contract.pagination import Page
from messaging.operations.listing import list_conversations
from messaging.operations.reading import read_changes, read_history

Query = Mapping[str, Any]
_FURTHEST = 2**53

#: Parameters of a list that a fast read accepts: a search is costly, and Django handles it.
LIST = ("cursor", "limit")
HISTORY = ("before", "after", "around", "limit")
CHANGES = ("since", "limit")


def number(query: Query, name: str) -> int | None:
    """Returns a position from the query; one beyond every counter is the same as the end."""
    value = query.get(name)
    if value is None:
        return None
    try:
        parsed = int(value)
    except ValueError as error:
        raise Invalid(f"{name} must be a number.", fields={name: ["Not a number."]}) from error
    if parsed < 0:
        raise Invalid(f"{name} must be 0 or more.", fields={name: ["Negative."]})
    return min(parsed, _FURTHEST)


def conversations(actor: User, query: Query) -> Page[Conversation]:
    return list_conversations(
        actor=actor, cursor=query.get("cursor"), limit=query.get("limit"), search=query.get("search", "")
    )


def history(actor: User, query: Query, conversation: str) -> MessagePage:
    return read_history(
        actor=actor,
        conversation=conversation,
        before=number(query, "before"),
        after=number(query, "after"),
        around=number(query, "around"),
        limit=query.get("limit"),
    )


def changes(actor: User, query: Query, conversation: str) -> Changes:
    return read_changes(
        actor=actor, conversation=conversation, since=number(query, "since") or 0, limit=query.get("limit")
    )
