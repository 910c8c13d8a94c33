"""What one may ask of one's conversations by a GET: the query's words become an operation's. Both doors ask here."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from chatproject.lib.pagination import Page
from chatproject.lib.shapes import Conversation
from conversations.operations.listing import list_conversations

#: What the short door takes: a search is costly, and waits for its turn at the ordinary one.
LIST = ("cursor", "limit")


def mine(actor: User, query: Mapping[str, Any]) -> Page[Conversation]:
    return list_conversations(
        actor=actor, cursor=query.get("cursor"), limit=query.get("limit"), search=query.get("search", "")
    )
