"""Validates the addresses that devices register, before they are stored."""

import base64
import binascii
import re

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from chatproject.contract.errors import Invalid
from notifications.delivery.channels.endpoints import Forbidden, checked_endpoint
from notifications.models import Registration

_FCM = re.compile(r"[A-Za-z0-9_:.-]{20,1024}")
_APNS = re.compile(r"[0-9A-Fa-f]{64,200}")
_SECRET_BYTES = 16


def checked_address(channel: str, address: str) -> str:
    match channel:
        case Registration.Channel.WEB_PUSH:
            try:
                return checked_endpoint(address)
            except Forbidden as error:
                raise _invalid("address", str(error)) from error
        case Registration.Channel.FCM:
            if not _FCM.fullmatch(address):
                raise _invalid("address", "That is no registration token of FCM.")
            return address
    if not _APNS.fullmatch(address):
        raise _invalid("address", "That is no device token of APNs, in hexadecimal.")
    return address.lower()


def checked_keys(channel: str, p256dh: str, auth: str) -> tuple[str, str]:
    """Returns a browser's public key and secret, which are required to encrypt for it; other channels have none."""
    if channel != Registration.Channel.WEB_PUSH:
        return "", ""
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), decoded(p256dh))
    except ValueError as error:
        raise _invalid("p256dh", "That is no public key of a browser.") from error
    try:
        is_secret = len(decoded(auth)) == _SECRET_BYTES
    except ValueError:
        is_secret = False
    if not is_secret:
        raise _invalid("auth", "That is no secret of 16 bytes.")
    return p256dh.rstrip("="), auth.rstrip("=")


def decoded(text: str) -> bytes:
    """Decodes base64url with or without padding. Raises ValueError."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError from error


def _invalid(field: str, problem: str) -> Invalid:
    return Invalid(problem, fields={field: [problem]})
