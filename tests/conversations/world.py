"""Helpers of these tests: a crowd, a conversation, a call to the API, the published events."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.test import TestCase
from rest_framework.test import APIClient

from accounts.models import User
from chatproject.realtime import Envelope
from chatproject.realtime.bus import bus
from conversations.models import Conversation, Membership
from conversations.operations.starting import start_conversation
from tests.world import Answer

#: An id that nothing has.
UNKNOWN = "01a20bc9-c05e-74b0-9a14-95a8bc33e60b"


def people(count: int) -> list[User]:
    """A crowd that has no part but to be there."""
    return User.objects.bulk_create(
        User(username=f"p{number}-{uuid4().hex[:8]}", email=f"{uuid4()}@example.org") for number in range(count)
    )


def group(owner: User, *members: User, kind: str = "group", title: str = "Garden", **about: Any) -> Conversation:
    ids = [member.pk for member in members]
    return start_conversation(actor=owner, kind=kind, title=title, members=ids, **about).conversation


def direct(one: User, other: User) -> Conversation:
    return start_conversation(actor=one, kind="direct", members=[other.pk]).conversation


def membership(conversation: Conversation, user: User) -> Membership:
    return Membership.objects.get(conversation=conversation, user=user)


def give_role(conversation: Conversation, user: User, role: str) -> None:
    Membership.objects.filter(conversation=conversation, user=user).update(role=role)


def call(user: User | None, method: str, path: str, data: Any = None) -> Answer:
    """Calls the API as a user who is signed in already, so that the queries counted are this app's."""
    client = APIClient()
    if user is not None:
        client.force_authenticate(user)
    content = "" if data is None else json.dumps(data)
    return Answer(client.generic(method, f"/api/v1/{path}", content, content_type="application/json"))


@contextmanager
def listening() -> Iterator[list[Envelope]]:
    """Collects the events published once the transactions within are committed."""
    published: list[Envelope] = []
    bus.connect(published.extend)
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            yield published
    finally:
        bus.connect(None)


def event(envelope: Envelope) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(envelope.frame)
    return frame
