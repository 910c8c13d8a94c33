"""Examples of `saved.add`, `saved.update` and `saved.remove`."""

from chatproject.contract.commands import socket as commands
from messaging.operations import saving
from tests.verbs.example import OUTSIDERS, Case, Example, with_keywords

_SOON = "2040-01-01T09:00:00+01:00"

EXAMPLES = {
    "saved.add": Example(
        {"seq": 1, "note": "Later"},
        queries=6,
        rest_queries=7,
        when_blocked=True,
        when_closed=True,
        cases=[
            Case("mia", "ok", {"seq": 1}),
            Case("ann", "ok", {"seq": 4, "note": "Ask them\nagain", "remind_at": _SOON}),
            Case("mia", "ok", {"seq": 1}, "channel"),
            Case("ann", "ok", {"seq": 1}, "blocking"),
            *[Case(who, "not_found", {"seq": 1}) for who in OUTSIDERS],
            Case("mia", "conflict", {"seq": 3}),
            Case("mia", "invalid", {"seq": 1, "note": "x" * 501}),
            Case("mia", "invalid", {"seq": 1, "note": "\0"}),
            Case("mia", "invalid", {"seq": 1, "remind_at": "2020-01-01T09:00:00Z"}),
            Case("mia", "invalid", {"seq": 1, "remind_at": "2040-01-01T09:00:00"}),
            Case("mia", "invalid", {"seq": 1, "remind_at": "9999-12-31T23:59:59-10:00"}),
            Case("mia", "not_found", {"seq": 99}),
            Case("mia", "invalid", {"seq": 2**53}),
            Case("mia", "not_found", {"seq": 1}, "nowhere"),
            Case("mia", "not_found", {"seq": 1}, "no id"),
        ],
    ),
    "saved.update": Example(
        {"seq": 1, "done": True},
        queries=3,
        rest_queries=4,
        when_blocked=True,
        when_closed=True,
        cases=[
            Case("ann", "ok", {"seq": 1, "done": True}, "saved"),
            Case("ann", "ok", {"seq": 1, "note": "", "done": False}, "saved"),
            Case("ann", "ok", {"seq": 1, "remind_at": _SOON}, "saved"),
            Case("ann", "ok", {"seq": 1, "remind_at": None}, "saved"),
            Case("ann", "ok", {"seq": 1, "clear": ["remind_at"]}, "saved"),
            Case("ann", "ok", {"seq": 1}, "saved"),
            Case("ann", "not_found", {"seq": 2, "done": True}, "saved"),
            Case("mia", "not_found", {"seq": 1, "done": True}, "saved"),
            *[Case(who, "not_found", {"seq": 1, "done": True}, "saved") for who in OUTSIDERS],
            Case("ann", "invalid", {"seq": 1, "note": "x" * 501}, "saved"),
            Case("ann", "invalid", {"seq": 1, "remind_at": "2020-01-01T09:00:00Z"}, "saved"),
            Case("ann", "invalid", {"seq": 1, "clear": ["note"]}, "saved"),
            Case("ann", "not_found", {"seq": 1, "done": True}, "no id"),
        ],
    ),
    "saved.remove": Example(
        {"seq": 1},
        queries=2,
        rest_queries=3,
        when_blocked=True,
        when_closed=True,
        when_left=True,
        cases=[
            Case("ann", "ok", {"seq": 1}, "saved"),
            Case("ann", "ok", {"seq": 2}, "saved"),
            *[Case(who, "ok", {"seq": 1}, "saved") for who in OUTSIDERS],
            Case("ann", "not_found", {"seq": 1}, "no id"),
            Case("ann", "invalid", {"seq": 2**53}, "saved"),
        ],
    ),
}

save_message = with_keywords(saving.save_message, commands.SaveMessage)
update_saved = with_keywords(saving.update_saved, commands.UpdateSaved)
remove_saved = with_keywords(saving.remove_saved, commands.RemoveSaved)
