"""Registers the addresses of devices: creates, confirms, replaces, switches off and withdraws them."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.lists import list_changed
from accounts.models import Device, User
from chatproject.contract.errors import Conflict, RateLimited, existing
from chatproject.contract.ids import parse_id
from notifications.delivery.channels.addresses import checked_address, checked_keys
from notifications.delivery.channels.apns import is_set_up
from notifications.models import Notification, Registration
from notifications.models.registration import RegistrationQuerySet

MOST = 20
#: New registrations of a user in a day: ended ones are kept for a while.
MOST_A_DAY = 200


def registrations_of(actor: User) -> RegistrationQuerySet:
    """Returns the actor's active registrations, oldest first."""
    return Registration.objects.active().filter(user=actor).select_related("device").order_by("pk")


@transaction.atomic
def register_address(
    *,
    actor: User,
    device: Device,
    channel: str,
    address: str,
    p256dh: str = "",
    auth: str = "",
    is_sandbox: bool = False,
    replaces: str | None = None,
) -> tuple[Registration, bool]:
    """Registers a device's address for notifications. Returns whether it is new; a repeated call confirms it.

    `replaces` is the device's previous address: notifications queued for it go to the new one. An address belongs to
    one device: another device that had it loses it.
    """
    _ensure_set_up(channel)
    address = checked_address(channel, address)
    keys = checked_keys(channel, p256dh, auth)
    _lock(actor, channel, address)
    before = Registration.objects.filter(channel=channel, address=address, ended_at=None).first()
    if before is not None and before.device_id == device.pk:
        return _confirm(before, keys, is_sandbox), False
    if before is not None:
        _end(before, Registration.Ended.REPLACED)
    older = _replaced(device, channel, replaces, address)
    if older is None and registrations_of(actor).count() >= MOST:
        raise Conflict(
            f"At most {MOST} of your devices can receive notifications. Sign out of one that you no longer use."
        )
    _ensure_few_lately(actor)
    made = Registration.objects.create(
        user=actor,
        device=device,
        channel=channel,
        address=address,
        p256dh=keys[0],
        auth=keys[1],
        is_sandbox=is_sandbox,
        is_enabled=older.is_enabled if older else True,
    )
    if older is not None:
        _end(older, Registration.Ended.REPLACED)
        Notification.objects.queued().filter(registration=older, user=actor).update(registration=made)
    list_changed("registrations", [actor.pk])
    return made, True


@transaction.atomic
def change_registration(*, actor: User, registration_id: str | UUID, is_enabled: bool) -> Registration:
    """Switches the registration off, or on again."""
    mine = _locked(actor, registration_id)
    if mine.is_enabled != is_enabled:
        mine.is_enabled = is_enabled
        mine.save(update_fields=["is_enabled"])
        list_changed("registrations", [actor.pk])
    return mine


@transaction.atomic
def withdraw_registration(*, actor: User, registration_id: str | UUID) -> None:
    """Withdraws the registration, so that the device receives no more notifications."""
    _end(_locked(actor, registration_id), Registration.Ended.WITHDRAWN)
    list_changed("registrations", [actor.pk])


def _ensure_set_up(channel: str) -> None:
    is_there = {Registration.Channel.FCM: bool(settings.FCM_CREDENTIALS), Registration.Channel.APNS: is_set_up()}
    if not is_there.get(Registration.Channel(channel), True):
        raise Conflict(f"This server has no key for {channel}.")


def _ensure_few_lately(actor: User) -> None:
    since = timezone.now() - timedelta(days=1)
    if Registration.objects.filter(user=actor, created_at__gte=since).count() >= MOST_A_DAY:
        raise RateLimited(retry_after_ms=3_600_000)


def _lock(actor: User, channel: str, address: str) -> None:
    """Locks the user, for the limit on their registrations, and the address, which others may register too."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=actor.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{channel} {address}"])


def _locked(actor: User, registration_id: str | UUID) -> Registration:
    mine = registrations_of(actor).select_for_update(no_key=True, of=("self",))
    return existing(mine.filter(pk=parse_id(registration_id)).first())


def _replaced(device: Device, channel: str, replaces: str | None, address: str) -> Registration | None:
    """Returns the replaced registration, only of the same device: no one can end another device's by its address."""
    if not replaces or replaces == address:
        return None
    own = Registration.objects.filter(device=device, channel=channel, ended_at=None)
    return own.filter(address=replaces).first()


def _confirm(row: Registration, keys: tuple[str, str], is_sandbox: bool) -> Registration:
    row.p256dh, row.auth = keys
    row.is_sandbox = is_sandbox
    row.confirmed_at = timezone.now()
    row.save(update_fields=["p256dh", "auth", "is_sandbox", "confirmed_at"])
    return row


def _end(row: Registration, why: Registration.Ended) -> None:
    Registration.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now(), ended_why=why)
