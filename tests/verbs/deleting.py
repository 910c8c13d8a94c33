"""Examples of `message.delete`."""

from chatproject.contract.commands import socket as commands
from messaging.operations import deleting
from tests.verbs.example import OUTSIDERS, Case, Example, with_keywords

EXAMPLES = {
    "message.delete": Example(
        {"seq": 1},
        queries=10,
        rest_queries=12,
        when_blocked=True,
        is_last=True,
        cases=[
            *[Case(who, "ok", {"seq": 1}, changes=1) for who in ("ann", "adam", "olga")],
            Case("mia", "forbidden", {"seq": 1}),
            Case("ann", "ok", {"seq": 3}),
            Case("mia", "forbidden", {"seq": 3}),
            *[Case(who, "not_found", {"seq": 4}) for who in OUTSIDERS],
            Case("ann", "ok", {"seq": 1}, "direct", changes=1),
            Case("mia", "forbidden", {"seq": 1}, "direct"),
            Case("ann", "not_found", {"seq": 0}),
            Case("ann", "not_found", {"seq": 99}),
            Case("ann", "invalid", {"seq": 2**53}),
            Case("ann", "not_found", {"seq": 1}, "nowhere"),
        ],
    ),
}

delete_message = with_keywords(deleting.delete_message, commands.DeleteMessage)
