"""The law of the contract, for what this app changes: state at rev r and the events after it equal a fresh fetch."""

from collections.abc import Iterable
from typing import Any

from chatproject.realtime import Envelope, conversation_group
from tests.conversations.world import event


def of_conversation(published: Iterable[Envelope], conversation: object) -> list[Envelope]:
    """Returns the events that its members received."""
    return [envelope for envelope in published if envelope.group == conversation_group(str(conversation))]


def applied(state: dict[str, Any], published: Iterable[Envelope]) -> dict[str, Any]:
    """Returns a member's conversation after the events their client received. Each is the next rev, or it is a gap."""
    for envelope in of_conversation(published, state["id"]):
        event_read = event(envelope)
        assert envelope.rev == state["rev"] + 1
        state = (_changed if event_read["type"] == "conversation" else _with_member)(state, event_read)
        assert state["rev"] == envelope.rev
    return state


def _changed(state: dict[str, Any], event_read: dict[str, Any]) -> dict[str, Any]:
    return {**state, **event_read["conversation"]}


def _with_member(state: dict[str, Any], event_read: dict[str, Any]) -> dict[str, Any]:
    member = event_read["member"]
    members = {each["user"]: each for each in state["members"]}
    members[member["user"]] = member
    if "left_at" in member:
        del members[member["user"]]
    mine = state["membership"]
    if member["user"] == mine["user"]:
        mine = {**mine, "role": member["role"], "rev": member["rev"]}
    return {
        **state,
        "rev": event_read["rev"],
        "member_count": event_read["member_count"],
        "members": list(members.values()),
        "membership": mine,
    }
