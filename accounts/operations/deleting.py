"""Deleting one's own account: it is deactivated at once, and its owner can keep it for a while."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import mail
from accounts.fingerprints import fingerprint
from accounts.models import AccountDeletion, PendingEmail, User
from accounts.operations.proving import prove_again
from accounts.operations.signing_out import ACCOUNT_DISABLED, end_all_devices
from accounts.shutting import settle, why_shut
from chatproject.contract.errors import DeletionAsked, Invalid

SALT = "accounts.deleting"
KEPT_FOR = timedelta(days=14)
NOT_VALID = "This link no longer works."
PIECE = 1_000


def ask_deletion(
    *, actor: User, password: str = "", code: str = "", address: str, deletes_messages: bool = False
) -> None:
    """Deactivates the actor's account, which ends every device, and sends a letter with a link that keeps it.

    Raises Invalid, NotAuthenticated or RateLimited, as proving does.
    """
    prove_again(actor=actor, password=password, code=code, address=address)
    tell_deletion(begin_deletion(user=actor, deletes_messages=deletes_messages))


@transaction.atomic
def begin_deletion(*, user: User, deletes_messages: bool) -> AccountDeletion:
    """Deactivates the account. `deletes_messages` is the owner's wish for the erasure at the end."""
    deletion, _ = AccountDeletion.objects.get_or_create(user=user)
    if deletes_messages and not deletion.deletes_messages:
        deletion.deletes_messages = True
        deletion.save(update_fields=["deletes_messages"])
    settle(user)
    PendingEmail.objects.filter(user=user).delete()
    end_all_devices(user=user, reason=ACCOUNT_DISABLED)
    return deletion


def tell_deletion(deletion: AccountDeletion) -> None:
    """Sends the letter with the link that keeps the account."""
    mail.deletion_asked(deletion.user.email, _undo_path(deletion), KEPT_FOR.days)


def can_undo(user: User) -> bool:
    """Whether the owner can cancel the deletion: no other reason keeps the account inactive."""
    recent = AccountDeletion.objects.filter(user=user, asked_at__gt=timezone.now() - KEPT_FOR)
    return isinstance(why_shut(user), DeletionAsked) and recent.exists()


@transaction.atomic
def undo_deletion(*, user: User) -> None:
    """Activates the account again, after its owner authenticated. Raises Invalid if it is too late."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not can_undo(locked):
        raise Invalid("This account can no longer be kept.")
    AccountDeletion.objects.filter(user=user).delete()
    settle(user)


def read_undo_deletion(token: str) -> User:
    """Returns the account that this link keeps. Raises Invalid if the link no longer works."""
    try:
        user_id, asked_at, mark = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError) as error:
        raise Invalid(NOT_VALID) from error
    deletion = AccountDeletion.objects.select_related("user").filter(pk=user_id).first()
    if deletion is None or deletion.asked_at.isoformat() != asked_at or mark != fingerprint(deletion.user):
        raise Invalid(NOT_VALID)
    if not can_undo(deletion.user):
        raise Invalid(NOT_VALID)
    return deletion.user


def mark_due_deletions() -> int:
    """Marks a batch of accounts that their owners can no longer keep. Returns how many."""
    late = AccountDeletion.objects.filter(is_due=False, asked_at__lte=timezone.now() - KEPT_FOR)
    keys = list(late.order_by("asked_at").values_list("pk", flat=True)[:PIECE])
    return AccountDeletion.objects.filter(pk__in=keys).update(is_due=True)


def _undo_path(deletion: AccountDeletion) -> str:
    content = [str(deletion.pk), deletion.asked_at.isoformat(), fingerprint(deletion.user)]
    return reverse("account_undo_deletion", args=[signing.dumps(content, salt=SALT)])
