"""Examples of `message.send`."""

from chatproject.contract.commands import socket as commands
from messaging.operations import sending
from tests.verbs.example import OUTSIDERS, USED, Case, Example, with_keywords

EXAMPLES = {
    "message.send": Example(
        {"body": "Hello"},
        queries=2,
        rest_queries=5,
        status=201,
        cases=[
            Case("mia", "ok", {"body": "hi"}, changes=1),
            Case("mia", "ok", {"body": "hi", "reply_to": 1}, changes=1),
            Case("mia", "ok", {"body": "hi", "reply_to": None, "attachments": []}, changes=1),
            Case("ann", "ok", {"body": "hi"}, "direct", changes=1),
            Case("ann", "person_blocked", {"body": "hi"}, "blocking"),
            Case("mia", "ok", {"body": "hi"}, "blocking", changes=1),
            *[Case(who, "not_found", {"body": "hi"}) for who in OUTSIDERS],
            Case("mia", "not_found", {"body": "hi", "reply_to": 99}),
            Case("mia", "not_found", {"body": "hi", "reply_to": 0}),
            Case("mia", "not_found", {"body": "hi", "attachments": ["nothing"]}),
            Case("mia", "invalid", {"body": "hi", "reply_to": -1}),
            Case("mia", "invalid", {"body": "hi", "reply_to": 2**53}),
            Case("mia", "invalid", {"body": "hi", "reply_to": "1"}),
            Case("mia", "invalid", {"body": "hi", "client_id": "x"}),
            Case("mia", "invalid", {"body": "hi", "client_id": None}),
            Case("mia", "invalid", {"body": "hi", "attachments": "x"}),
            Case("mia", "invalid", {"body": ""}),
            Case("mia", "invalid", {"body": "\0"}),
            Case("mia", "invalid", {"body": 1}),
            Case("mia", "invalid", {}),
            Case("mia", "too_large", {"body": "x" * 20_001}),
            Case("ann", "client_id_used", {"body": "hi", "client_id": USED}),
            Case("mia", "ok", {"body": "hi", "client_id": USED}, changes=1),
            Case("ann", "not_found", {"body": "hi"}, "nowhere"),
            Case("ann", "not_found", {"body": "hi"}, "no id"),
        ],
    ),
}

make_draft = with_keywords(sending.make_draft, commands.SendMessage)
send_message = with_keywords(sending.send_message, commands.SendMessage)
