"""Helpers of these tests: users with a registered device, messages, and the ledger's rows."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Device, User
from conversations.models import Conversation, Membership
from messaging.models import OutboxEntry
from notifications.models import Notification, Preferences, Registration
from tests.verbs import send_message

#: The row of a conversation's first message, as `ledger` returns it.
QUEUED = (1, "queued", "")


def device(user: User, channel: str = "fcm", **about: Any) -> Registration:
    """Returns a new registration of a new device of the user."""
    installation = Device.objects.create(user=user, kind=Device.Kind.APP)
    address = about.pop("address", f"token-{uuid4()}")
    return Registration.objects.create(user=user, device=installation, channel=channel, address=address, **about)


def devices(users: list[User]) -> None:
    """Registers one device for each user of a crowd."""
    found = Device.objects.bulk_create(Device(user=user, kind=Device.Kind.APP) for user in users)
    Registration.objects.bulk_create(
        Registration(user_id=each.user_id, device=each, channel="fcm", address=f"token-{each.pk}") for each in found
    )


def verify_email(user: User) -> None:
    EmailAddress.objects.filter(user=user).update(verified=True)


def prefer(user: User, **preferences: Any) -> None:
    Preferences.objects.update_or_create(user=user, defaults=preferences)


def enlarge(conversation: Conversation, users: list[User]) -> None:
    """Adds a crowd to it, as if they all had joined; without an event for each."""
    Membership.objects.bulk_create(Membership(conversation=conversation, user=user, rev=1) for user in users)
    conversation.refresh_from_db()
    conversation.member_count += len(users)
    conversation.save(update_fields=["member_count"])


def post_message(actor: User, conversation: Conversation, body: str = "Hello", **about: Any) -> int:
    return send_message(actor=actor, conversation=conversation.pk, client_id=uuid4(), body=body, **about).seq


def add_entry_again(conversation: Conversation, seq: int) -> None:
    """Adds the outbox entry of a message again, as if it had not been processed."""
    OutboxEntry.objects.create(kind="sent", conversation=conversation, seq=seq)


def deliver(*rows: Notification) -> None:
    """Marks the rows as accepted by the push service."""
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(state="accepted", accepted_at=timezone.now())


def ledger(user: User, kind: str = "message") -> list[tuple[int, str, str]]:
    """Returns (seq, state, reason) of each ledger row of a user."""
    rows = Notification.objects.for_user(user).filter(kind=kind).order_by("seq", "registration")
    return list(rows.values_list("seq", "state", "reason"))


def tally() -> Counter[tuple[str, str]]:
    """Returns the number of rows of each state and reason."""
    return Counter(Notification.objects.values_list("state", "reason"))


def notified_seq(conversation: Conversation, user: User) -> int:
    return Membership.objects.get(conversation=conversation, user=user).notified_seq


def grow_old(days: float, **which: Any) -> None:
    Notification.objects.filter(**which).update(created_at=timezone.now() - timedelta(days=days))


def notified(
    phone: Registration | None, conversation: Conversation | None, *, ago: float, took: float, **about: Any
) -> None:
    """Creates a notification decided so many seconds ago, accepted so many later."""
    when = timezone.now() - timedelta(seconds=ago)
    user = phone.user if phone else User.objects.get(username="bob")
    seq = Notification.objects.count() + 1
    accepted_at = when + timedelta(seconds=took) if about.get("state") == "accepted" else None
    Notification.objects.create(
        user=user,
        registration=phone,
        conversation=conversation,
        seq=seq,
        created_at=when,
        accepted_at=accepted_at,
        **about,
    )
