"""Helpers for tests of sending: a registered device, a notification queued for it, and its outcome."""

import secrets
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Device, User
from conversations.models import Conversation
from notifications.delivery.delivering import deliver_due
from notifications.delivery.vapid import signer
from notifications.models import Notification, Registration
from tests.notifications.providers import Providers, Received
from tests.world import Answer, Api

#: Path of the API.
PATH = "notifications/registrations"

CHANNELS = ["webpush", "fcm", "apns"]


def device(user: User) -> Device:
    return Device.objects.create(user=user, kind=Device.Kind.APP)


def address(push: Providers, channel: str) -> dict[str, str]:
    """Returns the registration body of a device of that kind: {channel, address, …}."""
    if channel == "webpush":
        return push.subscribe(signer().public_key)
    return {"channel": channel, "address": secrets.token_hex(32)}


def registration(push: Providers, user: User, channel: str = "webpush", **about: Any) -> Registration:
    given = {"device": device(user), **address(push, channel), **about}
    return Registration.objects.create(user=user, **given)


def queue(
    to: Registration, conversation: Conversation | None = None, seq: int = 0, *, age: float = 0, **about: Any
) -> Notification:
    """Queues a notification that was decided `age` seconds ago."""
    given = {"kind": "message" if conversation else "test", "created_at": timezone.now() - timedelta(seconds=age)}
    return Notification.objects.create(
        user=to.user, registration=to, conversation=conversation, seq=seq, **{**given, **about}
    )


def deliver(*rows: Notification) -> list[tuple[str, str]]:
    """Sends what is due. Returns (state, reason) of the rows."""
    deliver_due()
    return [outcome(row) for row in rows]


def outcome(row: Notification) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.reason


def seconds_until(row: Notification) -> float:
    """Returns the seconds until it is due again."""
    row.refresh_from_db()
    return (row.due_at - timezone.now()).total_seconds()


def due_now() -> None:
    """Makes queued rows due, as if the time had passed."""
    Notification.objects.queued().update(due_at=timezone.now())


def register(app: Api, push: Providers, channel: str = "webpush", **about: Any) -> Answer:
    return app("POST", PATH, {**address(push, channel), **about})


def sent(push: Providers, bob: User, channel: str, conversation: Conversation, seq: int, **about: Any) -> Received:
    mine = registration(push, bob, channel)
    row = queue(mine, conversation, seq, **about)
    assert deliver(row) == [("accepted", "")], row.error
    (came,) = push.received(channel, mine.address)
    return came


def fields(came: Received) -> dict[str, Any]:
    """Returns {title, body, …} from the field that the service uses."""
    if came.provider == "webpush":
        return dict(came.payload)
    if came.provider == "fcm":
        return dict(came.payload["data"])
    return {**came.payload, **came.payload["aps"].get("alert", {})}
