"""Setting up and removing a second factor. All other devices are signed out, and the user is notified by email."""

from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from accounts import mail
from accounts.fingerprints import fingerprint
from accounts.models import Device, User
from accounts.operations.proving import WRONG_CODE, count_code
from accounts.operations.signing_out import SECURITY_CHANGED, end_other_devices
from accounts.second_factor import PURPOSE, USED_STEP, step_of
from chatproject import vault
from chatproject.contract.errors import Conflict, NotAuthenticated, NotFound

# Seconds within which the new app's code must arrive.
PROPOSED_FOR = 15 * 60


def state_of(user: User) -> tuple[bool, int]:
    """Returns whether an authenticator app is set up, and how many recovery codes are unused."""
    factors = {each.type: each for each in Authenticator.objects.filter(user=user)}
    codes = factors.get(Authenticator.Type.RECOVERY_CODES)
    return Authenticator.Type.TOTP in factors, len(codes.wrap().get_unused_codes()) if codes else 0


def propose_totp(*, actor: User, device: Device) -> str:
    """Returns a new secret for an authenticator app, for `confirm_totp` at the same device. Raises Conflict."""
    _ensure_no_totp(actor)
    secret = str(generate_totp_secret())
    cache.set(_proposal(device), vault.seal(PURPOSE, f"{fingerprint(actor)} {secret}"), PROPOSED_FOR)
    return secret


def confirm_totp(*, actor: User, code: str, device: Device) -> list[str]:
    """Enables the app whose secret was proposed at this device. Returns the recovery codes.

    Raises NotFound if no proposal waits, or if the account has changed since, and what `enable_totp` raises.
    """
    sealed = cache.get(_proposal(device))
    mark, _, secret = vault.unseal(PURPOSE, sealed).partition(" ") if sealed else ("", "", "")
    if mark != fingerprint(actor):
        raise NotFound
    codes = enable_totp(actor=actor, secret=secret, code=code, current=device)
    cache.delete(_proposal(device))
    return codes


def enable_totp(*, actor: User, secret: str, code: str, current: Device | None = None) -> list[str]:
    """Requires codes of an authenticator app from now on. Returns the recovery codes.

    The code proves that the app has the secret, and is used up. Raises NotAuthenticated for a wrong code, RateLimited,
    or Conflict if an app is set up already.
    """
    guesses = count_code(actor)
    step = step_of(secret, code)
    if step is None:
        raise NotAuthenticated(WRONG_CODE)
    for each in guesses:
        each.give_back()
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        _ensure_no_totp(actor)
        factor = TOTP.activate(actor, secret).instance
        factor.data[USED_STEP] = step
        factor.save(update_fields=["data"])
        codes: list[str] = RecoveryCodes.activate(actor).get_unused_codes()
        end_other_devices(actor=actor, current=current, reason=SECURITY_CHANGED)
    mail.tell(
        actor,
        "a second factor was set up",
        "Signing in to your Parlance account now requires a code from your "
        "authenticator app. Your other devices were signed out.",
    )
    return codes


def disable_totp(*, actor: User, current: Device | None = None) -> None:
    """Stops requiring codes. Raises NotFound if no app is set up."""
    with transaction.atomic():
        removed, _ = _of(actor, Authenticator.Type.TOTP).delete()
        if not removed:
            raise NotFound
        delete_dangling_recovery_codes(actor)
        end_other_devices(actor=actor, current=current, reason=SECURITY_CHANGED)
    _tell_removed(actor)


def reset_second_factors(*, user: User) -> None:
    """For staff, when a user lost their phone: removes all factors and codes, and signs the user out everywhere."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        end_other_devices(actor=user, current=None, reason=SECURITY_CHANGED)
    _tell_removed(user)


def renew_recovery_codes(*, actor: User) -> list[str]:
    """Returns new recovery codes; the previous ones stop working. Raises NotFound without a second factor."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        if not _of(actor, Authenticator.Type.TOTP).exists():
            raise NotFound
        _of(actor, Authenticator.Type.RECOVERY_CODES).delete()
        codes: list[str] = RecoveryCodes.activate(actor).get_unused_codes()
    mail.tell(actor, "new recovery codes", "Your Parlance account has new recovery codes. The old ones no longer work.")
    return codes


def _ensure_no_totp(user: User) -> None:
    if _of(user, Authenticator.Type.TOTP).exists():
        raise Conflict("An authenticator app is set up already.")


def _proposal(device: Device) -> str:
    """Valkey stores it: if a proposal is lost, the user requests another one."""
    return f"totp:{device.pk}"


def _of(user: User, type: str) -> QuerySet[Authenticator]:
    authenticators: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type=type)
    return authenticators


def _tell_removed(user: User) -> None:
    mail.tell(
        user,
        "your second factor was removed",
        "Signing in to your Parlance account no longer requires a code. Your other devices were signed out.",
    )
