"""Examples of `reaction.add` and `reaction.remove`."""

from chatproject.contract.commands import socket as commands
from messaging.operations import reacting
from tests.verbs.example import OUTSIDERS, Case, Example, with_keywords

EXAMPLES = {
    "reaction.add": Example(
        {"seq": 1, "emoji": "🎉"},
        queries=10,
        rest_queries=12,
        cases=[
            Case("mia", "ok", {"seq": 1, "emoji": "🎉"}, changes=1),
            Case("mia", "ok", {"seq": 1, "emoji": "#️⃣"}, changes=1),
            Case("mia", "ok", {"seq": 1, "emoji": "👩‍👩‍👧‍👦"}, changes=1),
            Case("mia", "ok", {"seq": 1, "emoji": "👍"}),
            Case("ann", "ok", {"seq": 1, "emoji": "👍"}, changes=1),
            *[Case(who, "not_found", {"seq": 1, "emoji": "🎉"}) for who in OUTSIDERS],
            Case("ann", "person_blocked", {"seq": 1, "emoji": "🎉"}, "blocking"),
            Case("mia", "ok", {"seq": 1, "emoji": "🎉"}, "blocking", changes=1),
            Case("mia", "conflict", {"seq": 3, "emoji": "🎉"}),
            Case("mia", "invalid", {"seq": 1, "emoji": "x"}),
            Case("mia", "invalid", {"seq": 1, "emoji": "👍👎"}),
            Case("mia", "invalid", {"seq": 1, "emoji": "🎉" * 33}),
            Case("mia", "invalid", {"seq": 1, "emoji": "\u200d"}),
            Case("mia", "invalid", {"seq": 1, "emoji": "\0"}),
            Case("mia", "invalid", {"seq": 1, "emoji": "<b>"}),
            Case("mia", "too_large", {"seq": 2, "emoji": "🎉"}, "crowded"),
            Case("adam", "ok", {"seq": 2, "emoji": chr(0x1F600)}, "crowded", changes=1),
            Case("mia", "not_found", {"seq": 99, "emoji": "🎉"}),
            Case("mia", "invalid", {"seq": 2**53, "emoji": "🎉"}),
            Case("mia", "not_found", {"seq": 1, "emoji": "🎉"}, "nowhere"),
        ],
    ),
    "reaction.remove": Example(
        {"seq": 1, "emoji": "👍"},
        queries=8,
        rest_queries=10,
        when_blocked=True,
        cases=[
            Case("mia", "ok", {"seq": 1, "emoji": "👍"}, changes=1),
            Case("ann", "ok", {"seq": 1, "emoji": "👍"}),
            Case("mia", "ok", {"seq": 1, "emoji": "🎉"}),
            Case("mia", "invalid", {"seq": 1, "emoji": "no emoji"}),
            Case("mia", "invalid", {"seq": 1, "emoji": "a\0b"}),
            Case("mia", "ok", {"seq": 3, "emoji": "👍"}),
            *[Case(who, "not_found", {"seq": 1, "emoji": "👍"}) for who in OUTSIDERS],
            Case("mia", "not_found", {"seq": 99, "emoji": "👍"}),
            Case("mia", "invalid", {"seq": 2**53, "emoji": "👍"}),
        ],
    ),
}

add_reaction = with_keywords(reacting.add_reaction, commands.AddReaction)
remove_reaction = with_keywords(reacting.remove_reaction, commands.RemoveReaction)
