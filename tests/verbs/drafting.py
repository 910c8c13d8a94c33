"""Examples of `draft.set`."""

from chatproject.contract.commands import socket as commands
from messaging.operations import drafting
from tests.verbs.example import OUTSIDERS, Case, Example, with_keywords

EXAMPLES = {
    "draft.set": Example(
        {"text": "half a tho"},
        queries=5,
        rest_queries=6,
        when_blocked=True,
        when_closed=True,
        cases=[
            Case("mia", "ok", {"text": "half a tho", "reply_to": 1}),
            Case("mia", "ok", {"text": ""}),
            Case("mia", "ok", {"text": "half a tho", "base": 2**53 - 1}),
            *[Case(who, "not_found", {"text": "half a tho"}) for who in OUTSIDERS],
            Case("mia", "too_large", {"text": "a" * 20_001}),
            Case("mia", "invalid", {"text": "a\0"}),
            Case("mia", "invalid", {"text": "a", "base": -1}),
            Case("mia", "invalid", {"text": "a", "reply_to": 2**53}),
            Case("mia", "not_found", {"text": "half a tho"}, "nowhere"),
        ],
    ),
}

set_draft = with_keywords(drafting.set_draft, commands.SetDraft)
