"""The key by which push services know this server (RFC 8292): made when it is first asked for."""

import base64
import time
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

from chatproject.lib import vault
from notifications.models import VapidKey

PURPOSE = "vapid"

#: A signed header is good for twelve hours, and used for eleven.
_LIVES, _USED = 12 * 3600, 11 * 3600
_MOST_KEPT = 1000


@dataclass(frozen=True)
class Signer:
    """Signs for push services. What it signed is kept: a signature is good for all notifications of one origin."""

    _vapid: Vapid02
    _kept: dict[tuple[str, str], tuple[float, str]] = field(default_factory=dict)

    def authorization(self, origin: str) -> str:
        """The Authorization header for an origin."""
        subject, now = settings.VAPID_SUBJECT, time.time()
        until, header = self._kept.get((origin, subject), (0.0, ""))
        if until > now:
            return header
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        claims = {"sub": subject, "aud": origin, "exp": int(now) + _LIVES}
        header = str(self._vapid.sign(claims)["Authorization"])
        self._kept[origin, subject] = (now + _USED, header)
        return header

    @property
    def public_key(self) -> str:
        """As browsers subscribe with it: the uncompressed point, base64url."""
        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


_signers: dict[str, Signer] = {}


def signer() -> Signer:
    """By the server's one key, of which two processes that need it at once make one."""
    sealed = _sealed()
    if sealed not in _signers:
        _signers.clear()
        _signers[sealed] = Signer(Vapid02.from_pem(vault.unseal(PURPOSE, sealed).encode()))
    return _signers[sealed]


def reseal_key() -> None:
    """Seal the key under the first of ENCRYPTION_KEYS."""
    for row in VapidKey.objects.all():
        row.private = vault.reseal(PURPOSE, row.private)
        row.save(update_fields=["private"])


def _sealed() -> str:
    found = VapidKey.objects.filter(pk=1).first()
    if found is None:
        fresh = Vapid02()
        fresh.generate_keys()
        private = vault.seal(PURPOSE, fresh.private_pem().decode())
        VapidKey.objects.bulk_create([VapidKey(pk=1, private=private)], ignore_conflicts=True)
        found = VapidKey.objects.get(pk=1)
    return found.private
