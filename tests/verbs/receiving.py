"""Examples of `receipt.advance`."""

from chatproject.contract.commands import socket as commands
from messaging.operations import receiving
from tests.verbs.example import OUTSIDERS, Case, Example, with_keywords

EXAMPLES = {
    "receipt.advance": Example(
        {"read_seq": 1},
        queries=1,
        rest_queries=2,
        when_blocked=True,
        when_closed=True,
        cases=[
            Case("adam", "ok", {"read_seq": 2}),
            Case("adam", "ok", {"delivered_seq": 3}),
            Case("adam", "ok", {"delivered_seq": 1, "read_seq": 99}),
            Case("adam", "ok", {}),
            *[Case(who, "not_found", {"read_seq": 1}) for who in OUTSIDERS],
            Case("adam", "invalid", {"read_seq": -1}),
            Case("adam", "invalid", {"read_seq": "1"}),
            Case("adam", "invalid", {"delivered_seq": 2**53}),
            Case("adam", "not_found", {"read_seq": 1}, "nowhere"),
        ],
    ),
}

advance_receipt = with_keywords(receiving.advance_receipt, commands.AdvanceReceipt)
