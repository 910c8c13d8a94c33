"""The codes of a second factor, from an authenticator app or the list of recovery codes. Each works once."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction

from accounts.models import User
from chatproject import vault

PURPOSE = "second-factor"
# Fields of Authenticator.data that hold secrets.
SECRETS = ("secret", "seed")
# The time step of the last code used: codes of this step or earlier are spent.
USED_STEP = "used_step"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals the secrets of second factors that allauth stores."""

    def encrypt(self, text: str) -> str:
        return vault.seal(PURPOSE, text)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(PURPOSE, encrypted_text)


def step_of(secret: str, code: str) -> int | None:
    """Returns the time step of this code if it is the current one or next to it."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return int(step)
    return None


@transaction.atomic
def use_code(user: User, code: str) -> Authenticator | None:
    """Returns the factor that accepts this code, and uses the code up. None for a wrong or used code."""
    codes = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    for factor in codes.filter(user=user).order_by("pk").select_for_update():
        if _accepts(factor, code):
            factor.record_usage()
            return factor
    return None


def _accepts(factor: Authenticator, code: str) -> bool:
    if factor.type == Authenticator.Type.RECOVERY_CODES:
        return bool(factor.wrap().validate_code(code))
    step = step_of(decrypt(factor.data["secret"]), code)
    if step is None or step <= factor.data.get(USED_STEP, 0):
        return False
    factor.data[USED_STEP] = step
    factor.save(update_fields=["data"])
    return True


def reseal_factor(factor: Authenticator) -> None:
    """Seals the secrets of a factor again, with the first key."""
    data = factor.data
    data |= {name: vault.reseal(PURPOSE, data[name]) for name in SECRETS if name in data}
    if "migrated_codes" in data:
        data["migrated_codes"] = [vault.reseal(PURPOSE, each) for each in data["migrated_codes"]]
    factor.save(update_fields=["data"])
