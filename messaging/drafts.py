"""Drafts as objects of the contract."""

from typing import Any

from msgspec import convert

from accounts.private import Kind
from chatproject.contract.objects.drafts import StoredDraft
from messaging.models import Draft

DRAFTS = Kind(
    "drafts",
    """
    SELECT d.me_rev, json_build_object(
        'conversation', d.conversation_id, 'me_rev', d.me_rev, 'text', d.text, 'updated_at', d.updated_at,
        'reply_to', d.reply_to
    ) FROM messaging_draft d
    WHERE d.user_id = %(actor)s AND d.me_rev > %(since)s ORDER BY d.me_rev LIMIT %(most)s::bigint
    """,
    lambda columns: convert(columns, StoredDraft),
    is_list=True,
)


def draft_fields(draft: Draft) -> dict[str, Any]:
    """Returns the fields that the object and the event have in common."""
    return {
        "conversation": draft.conversation_id,
        "me_rev": draft.me_rev,
        "text": draft.text,
        "updated_at": draft.updated_at,
        "reply_to": draft.reply_to,
    }


def stored_draft(draft: Draft) -> StoredDraft:
    return StoredDraft(**draft_fields(draft))
