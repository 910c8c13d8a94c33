"""The keys for push services: the server's own, and those of its apps."""

import ssl
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from chatproject.health.doctor.settings import is_production
from chatproject.health.examining import Part
from chatproject.vault import Unsealable, unseal
from notifications.delivery.channels.fcm_account import AccountFailed, account
from notifications.delivery.vapid import PURPOSE
from notifications.models import VapidKey


def push_keys() -> Iterator[Part]:
    yield _web_push()
    if settings.FCM_CREDENTIALS:
        yield _fcm()
    if settings.APNS_KEY:
        yield _apns()
    if settings.PUSH_CA:
        yield _authorities()


def _web_push() -> Part:
    found = VapidKey.objects.filter(pk=1).first()
    try:
        if found is not None:
            unseal(PURPOSE, found.private)
    except Unsealable as error:
        advice = "Put the key that sealed it into ENCRYPTION_KEYS again, after the present one."
        return Part("push.browsers", False, str(error), advice)
    if is_production() and settings.VAPID_SUBJECT.endswith("@localhost"):
        advice = "Set VAPID_SUBJECT to mailto: or https: and your address; some push services refuse without it."
        return Part("push.browsers", False, f"the contact is {settings.VAPID_SUBJECT}", advice)
    return Part("push.browsers", True, "the server has its key" if found else "the server makes its key on first use")


def _fcm() -> Part:
    advice = "FCM_CREDENTIALS has to be the JSON of a service account, as the Firebase console gives it out."
    try:
        found = account(settings.FCM_CREDENTIALS)
    except AccountFailed as error:
        return Part("push.fcm", False, str(error), advice)
    return Part("push.fcm", True, f"the account is of the project {found.project}")


def _apns() -> Part:
    advice = "APNS_KEY has to be the token key (.p8) as Apple's developer pages give it out."
    try:
        key = load_pem_private_key(Path(settings.APNS_KEY).read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        return Part("push.apns", False, f"{settings.APNS_KEY}: {error}", advice)
    is_well = isinstance(key, EllipticCurvePrivateKey)
    return Part(
        "push.apns", is_well, "the key is of the right kind" if is_well else "the key is of another kind", advice
    )


def _authorities() -> Part:
    try:
        ssl.create_default_context(cafile=settings.PUSH_CA)
    except (OSError, ssl.SSLError) as error:
        advice = "PUSH_CA has to be a file with certificates in PEM."
        return Part("push.authorities", False, f"{settings.PUSH_CA}: {error}", advice)
    return Part("push.authorities", True, "are readable")
