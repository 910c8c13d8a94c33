"""Examples of `sync`."""

from chatproject.contract.commands import socket as commands
from messaging.operations import syncing
from tests.verbs.example import OUTSIDERS, Case, Example, with_keywords

EXAMPLES = {
    "sync": Example(
        {"revs": {}},
        queries=4,
        rest_queries=5,
        when_blocked=True,
        when_closed=True,
        cases=[
            Case("mia", "ok", {"since": 0}),
            Case("mia", "ok", {"since": 5}),
            Case("mia", "ok", {"since": 5, "limit": 2}),
            Case("mia", "ok", {"since": 10**6}),
            Case("mia", "ok", {"since": 1, "limit": 10**6}),
            *[Case(who, "not_found", {"since": 0}) for who in OUTSIDERS],
            Case("mia", "invalid", {"since": -1}),
            Case("mia", "invalid", {"since": 0, "limit": 0}),
            Case("mia", "not_found", {"since": 1}, "nowhere"),
        ],
    ),
}

sync = with_keywords(syncing.sync, commands.Sync)
