"""Helpers of these tests: users who choose who may add them, and the requests they receive."""

from typing import Any
from uuid import uuid4

from accounts.models import User
from conversations.models import Conversation
from tests.conversations.world import call
from tests.verbs import send_message
from tests.world import Answer, App


def chooses(user: User, who: str) -> User:
    assert App(user)("PATCH", "me", {"who_may_add": who}).body["who_may_add"] == who
    user.refresh_from_db()
    return user


def start(actor: User, *others: User, kind: str = "direct", title: str = "") -> Answer:
    return call(
        actor, "POST", "conversations", {"kind": kind, "members": [str(each.pk) for each in others], "title": title}
    )


def add(actor: User, conversation: Conversation, user: User, **about: str) -> Answer:
    return call(actor, "POST", f"conversations/{conversation.pk}/members", {"user": str(user.pk), **about})


def waiting(user: User) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = call(user, "GET", "conversations/requests").body["items"]
    return items


def respond(user: User, verb: str, request: dict[str, Any] | None = None) -> Answer:
    [found] = [request] if request else waiting(user)
    return call(user, "POST", f"conversations/requests/{found['id']}/{verb}")


def post_message(actor: User, conversation: object, body: str = "Hello") -> None:
    send_message(actor=actor, conversation=str(conversation), client_id=uuid4(), body=body)


def members_of(answer: Answer) -> set[str]:
    return {member["user"] for member in answer.body["members"]}
