"""What push services need beyond working keys (chatproject/health/push_keys.py)."""

import ssl
from collections.abc import Iterator

from django.conf import settings

from chatproject.health.doctor.settings import is_production
from chatproject.health.examining import Part
from chatproject.health.push_keys import ANOTHER_KEY, browsers_of_another_key


def push() -> Iterator[Part]:
    if is_production() and settings.VAPID_SUBJECT.endswith("@localhost"):
        advice = "Set VAPID_SUBJECT to mailto: or https: and your address; some push services refuse without it."
        yield Part("push.contact", False, f"the contact is {settings.VAPID_SUBJECT}", advice)
    if count := browsers_of_another_key():
        detail = f"{count} browsers registered before the server's key was made"
        yield Part("push.registrations", False, detail, ANOTHER_KEY)
    if settings.PUSH_CA:
        yield _authorities()


def _authorities() -> Part:
    try:
        ssl.create_default_context(cafile=settings.PUSH_CA)
    except (OSError, ssl.SSLError) as error:
        advice = "PUSH_CA has to be a file with certificates in PEM."
        return Part("push.authorities", False, f"{settings.PUSH_CA}: {error}", advice)
    return Part("push.authorities", True, "are readable")
