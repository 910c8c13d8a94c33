"""Undoing a change of email from the old address: the owner recovers what a thief changed."""

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
    """Returns the change that this link undoes. Raises Invalid if the link is altered, expired or used."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature as error:
        raise Invalid(NOT_VALID) from error
    change = EmailChange.objects.select_related("user").filter(pk=pk, undone_at=None, user__is_active=True).first()
    if change is None:
        raise Invalid(NOT_VALID)
    return change


def undo_email(*, token: str) -> User:
    """Gives an account its old address back, and sends a link there with which its owner regains access.

    Unlike other links, this one survives later changes, because a thief makes some at once. So it also removes the
    addresses and second factors that were added later, voids the password, and signs out everywhere. Raises Invalid, or
    Conflict if another account has confirmed the old address since.
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
            raise Conflict("Another account now has this email address.") from error
        end_all_devices(user=user, reason=SECURITY_CHANGED)
    send_reset(email=user.email)
    return user
