"""The keys for push services: the server's own, and those of its apps. None of them has an end that it names itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from chatproject.vault import Unsealable, unseal
from notifications.delivery.channels.fcm_account import AccountFailed, account
from notifications.delivery.keys import refusal
from notifications.delivery.vapid import PURPOSE
from notifications.models import Registration, VapidKey

ANOTHER_KEY = (
    "Restore the key (VAPID) with which browsers registered, from a backup. Otherwise each registers again when it is"
    " next opened."
)


class Key(NamedTuple):
    name: str
    is_well: bool
    detail: str
    advice: str = ""


def examine() -> Iterator[Key]:
    """Yields each key that is set up: whether it can be used, and whether its service accepts it."""
    yield _accepted("webpush", _browsers())
    if settings.FCM_CREDENTIALS:
        yield _accepted("fcm", _fcm())
    if settings.APNS_KEY:
        yield _accepted("apns", _apns())


def _accepted(channel: str, key: Key) -> Key:
    found = refusal(channel)
    if not key.is_well or found is None or not found.is_certain:
        return key
    return key._replace(is_well=False, detail=f"its service refuses this server: {found.detail}")


def _browsers() -> Key:
    found = VapidKey.objects.filter(pk=1).first()
    try:
        if found is not None:
            unseal(PURPOSE, found.private)
    except Unsealable as error:
        advice = "Put the key that sealed it into ENCRYPTION_KEYS again, after the present one."
        return Key("push.browsers", False, str(error), advice)
    detail = "the server has its key" if found else "the server makes its key on first use"
    return Key("push.browsers", True, detail, ANOTHER_KEY)


def browsers_of_another_key() -> int:
    """Returns how many browsers were last confirmed before the server's key was made: their service refuses it."""
    found = VapidKey.objects.filter(pk=1).first()
    browsers = Registration.objects.active().filter(channel=Registration.Channel.WEB_PUSH)
    return browsers.filter(confirmed_at__lt=found.created_at).count() if found else 0


def _fcm() -> Key:
    advice = (
        "FCM_CREDENTIALS has to be the JSON of a service account of the app's project, as the Firebase console gives it"
        " out, and its key must not be revoked."
    )
    try:
        found = account(settings.FCM_CREDENTIALS)
    except AccountFailed as error:
        return Key("push.fcm", False, str(error), advice)
    return Key("push.fcm", True, f"the account is of the project {found.project}", advice)


def _apns() -> Key:
    advice = (
        "APNS_KEY has to be the token key (.p8) as Apple's developer pages give it out, with its APNS_KEY_ID and"
        " APNS_TEAM_ID, and must not be revoked."
    )
    try:
        key = load_pem_private_key(Path(settings.APNS_KEY).read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        return Key("push.apns", False, f"{settings.APNS_KEY}: {error}", advice)
    is_well = isinstance(key, EllipticCurvePrivateKey)
    return Key("push.apns", is_well, f"the key is of {'the right' if is_well else 'another'} kind", advice)
