"""Helpers of these tests: invitation links, made and followed over the API."""

from typing import Any

from accounts.models import User
from conversations.models import Conversation
from tests.conversations.world import call
from tests.world import Answer


def invite(actor: User, conversation: Conversation, **data: object) -> dict[str, Any]:
    made = call(actor, "POST", f"conversations/{conversation.pk}/invitations", data)
    assert made.status == 201
    body: dict[str, Any] = made.body
    return body


def follow(actor: User, invitation: dict[str, Any]) -> Answer:
    return call(actor, "POST", f"invitations/{invitation['token']}/join")


def look(actor: User, invitation: dict[str, Any]) -> Answer:
    return call(actor, "GET", f"invitations/{invitation['token']}")


def revoke(actor: User, conversation: Conversation, invitation: dict[str, Any]) -> Answer:
    return call(actor, "DELETE", f"conversations/{conversation.pk}/invitations/{invitation['id']}")


def listed(actor: User, conversation: Conversation) -> list[str]:
    items = call(actor, "GET", f"conversations/{conversation.pk}/invitations").body["items"]
    return [item["id"] for item in items]
