"""Examples of `message.send`."""

from typing import Any

from chatproject.contract.commands import socket as commands
from messaging.operations import sending
from tests.verbs.example import OUTSIDERS, USED, Case, Example, with_keywords

HERE = {"here": True, "offset": 0, "length": 5}
ALL = {"all": True, "offset": 0, "length": 4}
NOBODY = "01a20bc9-c05e-74b0-9a14-95a8bc33e60b"


def mentions(*given: Any) -> dict[str, Any]:
    return {"body": "@all 😀 @here #shed", "mentions": list(given)}


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
            Case("mia", "ok", {"body": "@nobody-at-all"}, changes=1),
            Case("mia", "ok", mentions(), changes=1),
            Case("mia", "ok", mentions({**HERE, "offset": 8}), changes=1),
            Case("adam", "ok", mentions({**HERE, "offset": 8}, ALL), changes=1),
            Case("mia", "forbidden", mentions(ALL)),
            Case("ann", "forbidden", mentions(ALL), "direct"),
            *[Case(who, "not_found", mentions(ALL)) for who in OUTSIDERS],
            Case("mia", "invalid", mentions({"user": NOBODY, "offset": 0, "length": 4})),
            Case("mia", "invalid", mentions({"conversation": NOBODY, "offset": 14, "length": 5})),
            Case("mia", "invalid", mentions({"conversation": NOBODY, "offset": 0, "length": 4})),
            Case("mia", "invalid", mentions({**HERE, "offset": 14})),
            Case("mia", "invalid", mentions({**HERE, "offset": 15})),
            Case("mia", "invalid", mentions({**HERE, "offset": 6})),
            Case("mia", "invalid", mentions({**HERE, "length": 0})),
            Case("mia", "invalid", mentions({**HERE, "length": 100})),
            Case("mia", "invalid", mentions({**HERE, "length": -1})),
            Case("mia", "invalid", mentions({**HERE, "all": True})),
            Case("mia", "invalid", mentions({"offset": 0, "length": 4})),
            Case("adam", "invalid", mentions({**HERE, "length": 9}, {**HERE, "offset": 8})),
            Case("mia", "too_large", mentions(*[HERE] * 101)),
            Case("mia", "invalid", {"body": "@all", "mentions": "all"}),
            Case("ann", "client_id_used", {"body": "hi", "client_id": USED}),
            Case("mia", "ok", {"body": "hi", "client_id": USED}, changes=1),
            Case("ann", "not_found", {"body": "hi"}, "nowhere"),
            Case("ann", "not_found", {"body": "hi"}, "no id"),
        ],
    ),
}

make_draft = with_keywords(sending.make_draft, commands.SendMessage)
send_message = with_keywords(sending.send_message, commands.SendMessage)
