"""The law of the contract, for what this app changes: state at rev r and the events after it equal a fresh fetch."""

from collections.abc import Iterable
from typing import Any

from chatproject.realtime import Envelope, conversation_group
from tests.conversations.world import event


def of_conversation(heard: Iterable[Envelope], conversation: object) -> list[Envelope]:
    """Returns the events that its members received."""
    return [envelope for envelope in heard if envelope.group == conversation_group(str(conversation))]


def applied(state: dict[str, Any], heard: Iterable[Envelope]) -> dict[str, Any]:
    """Returns a member's conversation after the events their client received. Each is the next rev, or it is a gap."""
    for envelope in of_conversation(heard, state["id"]):
        told = event(envelope)
        assert envelope.rev == state["rev"] + 1
        state = (_changed if told["type"] == "conversation" else _with_member)(state, told)
        assert state["rev"] == envelope.rev
    return state


def _changed(state: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    return {**state, **told["conversation"]}


def _with_member(state: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    member = told["member"]
    members = {each["user"]: each for each in state["members"]}
    members[member["user"]] = member
    if "left_at" in member:
        del members[member["user"]]
    mine = state["membership"]
    if member["user"] == mine["user"]:
        mine = {**mine, "role": member["role"], "rev": member["rev"]}
    return {
        **state,
        "rev": told["rev"],
        "member_count": told["member_count"],
        "members": list(members.values()),
        "membership": mine,
    }
