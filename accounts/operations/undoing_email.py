"""Taking a change of email back, from the old address: what a thief changed, the owner gets again."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.addresses import record_address
from accounts.models import EmailChange, PendingEmail, User
from accounts.operations.editing_profile import save_profile
from accounts.operations.resetting_password import send_reset
from accounts.operations.signing_out import SECURITY_CHANGED, end_all_devices
from chatproject.contract.errors import Conflict, Invalid

SALT = "accounts.undoing_email"
VALID_FOR = timedelta(days=3)
NOT_VALID = "This link no longer works."


def undo_path(change: EmailChange) -> str:
    return reverse("account_undo_email", args=[signing.dumps(str(change.pk), salt=SALT)])


def read_undo(token: str) -> EmailChange:
    """The change that this link takes back. Raises Invalid when it is altered, old or used."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature as error:
        raise Invalid(NOT_VALID) from error
    change = EmailChange.objects.select_related("user").filter(pk=pk, undone_at=None, user__is_active=True).first()
    if change is None:
        raise Invalid(NOT_VALID)
    return change


def undo_email(*, token: str) -> User:
    """Give an account its old address back, and let its owner in again by a link that is sent there.

    Unlike other links this one outlives later changes: a thief makes some at once. So it also takes back the addresses
    and second factors that came after it, voids the password, and signs everybody out.
    Raises Invalid, or Conflict when another account confirmed the old address since.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=read_undo(token).user_id)
        change = read_undo(token)
        EmailChange.objects.filter(user=user, created_at__gte=change.created_at).update(undone_at=timezone.now())
        PendingEmail.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user, created_at__gte=change.created_at).delete()
        user.email = change.old
        user.set_unusable_password()
        save_profile(user, ["email", "password"])
        try:
            with transaction.atomic():
                record_address(user, verified=True)
        except IntegrityError as error:
            raise Conflict("Another account has this email address now.") from error
        end_all_devices(user=user, reason=SECURITY_CHANGED)
    send_reset(email=user.email)
    return user
