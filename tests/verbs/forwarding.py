"""Examples of `message.forward`, within one conversation; tests/messaging/test_forwarding.py has the others."""

from chatproject.contract.commands import socket as commands
from messaging.operations import forwarding
from tests.verbs.example import OUTSIDERS, USED, Case, Example, with_keywords

EXAMPLES = {
    "message.forward": Example(
        {"seq": 1},
        queries=12,
        rest_queries=13,
        cases=[
            Case("mia", "ok", {"seq": 1}, changes=1),
            Case("mia", "ok", {"seq": 4, "source": None}, changes=1),
            Case("ann", "ok", {"seq": 1}, "direct", changes=1),
            Case("mia", "ok", {"seq": 1}, "channel", changes=1),
            Case("ann", "person_blocked", {"seq": 1}, "blocking"),
            Case("mia", "ok", {"seq": 1}, "blocking", changes=1),
            *[Case(who, "not_found", {"seq": 1}) for who in OUTSIDERS],
            Case("mia", "conflict", {"seq": 3}),
            Case("mia", "not_found", {"seq": 0}),
            Case("mia", "not_found", {"seq": 99}),
            Case("mia", "not_found", {"seq": 1, "source": "no id"}),
            Case("mia", "invalid", {"seq": -1}),
            Case("mia", "invalid", {"seq": 2**53}),
            Case("mia", "invalid", {"seq": 1, "source": 1}),
            Case("mia", "invalid", {"seq": 1, "client_id": "x"}),
            Case("mia", "invalid", {}),
            Case("ann", "client_id_used", {"seq": 1, "client_id": USED}),
            Case("mia", "ok", {"seq": 1, "client_id": USED}, changes=1),
            Case("ann", "not_found", {"seq": 1}, "nowhere"),
            Case("ann", "not_found", {"seq": 1}, "no id"),
        ],
    ),
}

forward_message = with_keywords(forwarding.forward_message, commands.ForwardMessage)
