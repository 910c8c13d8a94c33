"""Examples of `message.edit`."""

from chatproject.contract.commands import socket as commands
from messaging.operations import editing
from tests.verbs.example import OUTSIDERS, Case, Example, with_keywords
from tests.verbs.sending import HERE

EXAMPLES = {
    "message.edit": Example(
        {"seq": 1, "body": "Good evening"},
        queries=8,
        rest_queries=10,
        cases=[
            Case("ann", "ok", {"seq": 1, "body": "better"}, changes=1),
            Case("ann", "ok", {"seq": 1, "body": "one"}),
            *[Case(who, "forbidden", {"seq": 1, "body": "mine"}) for who in ("mia", "adam", "olga")],
            *[Case(who, "not_found", {"seq": 4, "body": "mine"}) for who in OUTSIDERS],
            Case("ann", "conflict", {"seq": 3, "body": "again"}),
            Case("ann", "not_found", {"seq": 0, "body": "x"}),
            Case("ann", "not_found", {"seq": 99, "body": "x"}),
            Case("ann", "invalid", {"seq": 2**53, "body": "x"}),
            Case("ann", "invalid", {"seq": 1, "body": " "}),
            Case("ann", "invalid", {"seq": 1, "body": "a\0"}),
            Case("ann", "invalid", {"seq": 1}),
            Case("ann", "too_large", {"seq": 1, "body": "x" * 20_001}),
            Case("mia", "forbidden", {"seq": 1, "body": "mine"}, "direct"),
            Case("ann", "ok", {"seq": 1, "body": "one", "mentions": []}),
            Case("ann", "forbidden", {"seq": 1, "body": "@here", "mentions": [HERE]}),
            Case("ann", "invalid", {"seq": 1, "body": "one", "mentions": [HERE]}),
            Case("ann", "person_blocked", {"seq": 1, "body": "better"}, "blocking"),
            Case("ann", "not_found", {"seq": 1, "body": "x"}, "nowhere"),
        ],
    ),
}

edit_message = with_keywords(editing.edit_message, commands.EditMessage)
