"""Secrets at rest: sealed with settings.ENCRYPTION_KEYS, never with SECRET_KEY.

The first key seals, and every key unseals, so a key is rotated by putting a new one in front. Each purpose has its own
keys: a sealed value that is moved to another column does not unseal there.
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# Each Fernet token begins with its version and the high bytes of a timestamp.
_SEALED = "gAAAA"


class Unsealable(Exception):
    """No key in ENCRYPTION_KEYS unseals this value."""


def is_sealed(text: str) -> bool:
    return text.startswith(_SEALED)


def seal(purpose: str, text: str) -> str:
    return _box(purpose, tuple(settings.ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    """Returns the secret. Raises Unsealable."""
    try:
        return _box(purpose, tuple(settings.ENCRYPTION_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unsealable(f"no key in ENCRYPTION_KEYS unseals this {purpose}") from error


def reseal(purpose: str, text: str) -> str:
    """Returns the same secret sealed with the first key, whether it was sealed before or not. Raises Unsealable."""
    return seal(purpose, unseal(purpose, text) if is_sealed(text) else text)


@lru_cache(maxsize=32)
def _box(purpose: str, keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("ENCRYPTION_KEYS is empty: secrets in the database cannot be sealed.")
    digests = (hashlib.sha256(f"{purpose}:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
