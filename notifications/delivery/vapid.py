"""The key that identifies this server to push services (RFC 8292), created on first use."""

import base64
import time
from dataclasses import dataclass, field

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from chatproject import vault
from notifications.models import VapidKey

PURPOSE = "vapid"

#: A signed header is valid for twelve hours, and used for eleven.
_LIVES, _USED = 12 * 3600, 11 * 3600
_MOST_KEPT = 1000


@dataclass(frozen=True)
class Signer:
    """Signs for push services. Signatures are kept: one is valid for all notifications to one origin."""

    _key: EllipticCurvePrivateKey
    _kept: dict[tuple[str, str], tuple[float, str]] = field(default_factory=dict)

    def authorization(self, origin: str) -> str:
        """Returns the Authorization header for an origin."""
        subject, now = settings.VAPID_SUBJECT, time.time()
        until, header = self._kept.get((origin, subject), (0.0, ""))
        if until > now:
            return header
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        claims = {"sub": subject, "aud": origin, "exp": int(now) + _LIVES}
        header = f"vapid t={jwt.encode(claims, self._key, algorithm='ES256')},k={self.public_key}"
        self._kept[origin, subject] = (now + _USED, header)
        return header

    @property
    def public_key(self) -> str:
        """The key as browsers subscribe with it: the uncompressed point, base64url."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


_signers: dict[str, Signer] = {}


def signer() -> Signer:
    """Returns the signer with the server's one key. Two processes that need it at once create only one."""
    sealed = _sealed()
    if sealed not in _signers:
        _signers.clear()
        _signers[sealed] = Signer(_unsealed(sealed))
    return _signers[sealed]


def reseal_key() -> None:
    """Seals the key under the first of ENCRYPTION_KEYS."""
    for row in VapidKey.objects.all():
        row.private = vault.reseal(PURPOSE, row.private)
        row.save(update_fields=["private"])


def _sealed() -> str:
    stored = VapidKey.objects.filter(pk=1).first()
    if stored is None:
        fresh = generate_private_key(SECP256R1())
        pem = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        private = vault.seal(PURPOSE, pem.decode())
        VapidKey.objects.bulk_create([VapidKey(pk=1, private=private)], ignore_conflicts=True)
        stored = VapidKey.objects.get(pk=1)
    return stored.private


def _unsealed(sealed: str) -> EllipticCurvePrivateKey:
    key = load_pem_private_key(vault.unseal(PURPOSE, sealed).encode(), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    return key
