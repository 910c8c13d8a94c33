"""Examples of `message.pin` and `message.unpin`."""

from chatproject.contract.commands import socket as commands
from messaging.operations import pinning
from tests.verbs.example import OUTSIDERS, Case, Example, with_keywords

EXAMPLES = {
    "message.pin": Example(
        {"seq": 1},
        queries=8,
        rest_queries=10,
        cases=[
            Case("mia", "ok", {"seq": 1}, changes=1),
            Case("ann", "ok", {"seq": 4}, changes=1),
            Case("ann", "ok", {"seq": 1}, "pinned"),
            *[Case(who, "not_found", {"seq": 1}) for who in OUTSIDERS],
            Case("mia", "conflict", {"seq": 3}),
            Case("mia", "forbidden", {"seq": 1}, "channel"),
            Case("adam", "ok", {"seq": 1}, "channel", changes=1),
            Case("ann", "person_blocked", {"seq": 1}, "blocking"),
            Case("mia", "ok", {"seq": 1}, "blocking", changes=1),
            Case("mia", "not_found", {"seq": 99}),
            Case("mia", "invalid", {"seq": 2**53}),
            Case("mia", "not_found", {"seq": 1}, "nowhere"),
        ],
    ),
    "message.unpin": Example(
        {"seq": 1},
        queries=4,
        rest_queries=6,
        when_blocked=True,
        cases=[
            Case("mia", "ok", {"seq": 1}),
            Case("mia", "ok", {"seq": 1}, "pinned", changes=1),
            Case("mia", "ok", {"seq": 3}),
            *[Case(who, "not_found", {"seq": 1}, "pinned") for who in OUTSIDERS],
            Case("mia", "forbidden", {"seq": 1}, "channel"),
            Case("mia", "not_found", {"seq": 99}),
            Case("mia", "invalid", {"seq": 2**53}),
        ],
    ),
}

pin_message = with_keywords(pinning.pin_message, commands.PinMessage)
unpin_message = with_keywords(pinning.unpin_message, commands.UnpinMessage)
