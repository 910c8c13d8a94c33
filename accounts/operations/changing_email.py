"""Changing the email address: the new address counts once its link is opened, and the old one can undo the change.

A link holds the fingerprint of its account, so it stops working after a new password, address or second factor. A newer
proposal replaces the older.
"""

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import mail
from accounts.addresses import is_proven, owner_of, record_address
from accounts.fingerprints import fingerprint
from accounts.limits import spend
from accounts.models import Device, EmailChange, PendingEmail, User, WaitingAccount
from accounts.models.email import new_nonce
from accounts.operations.approving import end_waiting
from accounts.operations.editing_profile import save_profile
from accounts.operations.proving import prove_again
from accounts.operations.signing_out import SECURITY_CHANGED, end_other_devices
from accounts.operations.undoing_email import undo_path
from accounts.validation import problems_of, raise_problems
from chatproject.contract.errors import Conflict, Invalid, Unavailable

SALT = "accounts.changing_email"
VALID_FOR = 60 * 60 * 24
NOT_VALID = "This link no longer works."


def propose_email(*, actor: User, email: str, password: str = "", code: str = "", address: str) -> PendingEmail:
    """Sends a link to the new address, after the user proved the password or a code of the second factor again.

    An address that another account has confirmed receives a letter about that instead, with the same response. Raises
    Invalid, NotAuthenticated, RateLimited, or Unavailable if the mail server refuses the letter.
    """
    user = User(pk=actor.pk, username=actor.username, email=User.objects.normalize_email(email))
    raise_problems(problems_of(user, ["email"]))
    if user.email == actor.email:
        raise Invalid("This is your email address already.", fields={"email": ["This is your email address already."]})
    prove_again(actor=actor, password=password, code=code, address=address)
    spend("mail_sender", str(actor.pk))
    proposal = {"email": user.email, "nonce": new_nonce(), "created_at": timezone.now()}
    pending, _ = PendingEmail.objects.update_or_create(user=actor, defaults=proposal)
    _send_link(user.email, [str(actor.pk), pending.nonce, user.email, fingerprint(actor)])
    return pending


def cancel_proposal(*, actor: User) -> None:
    """Withdraws a change that waits for its link. Does nothing if there is none."""
    PendingEmail.objects.filter(user=actor).delete()


def request_confirmation(*, actor: User) -> None:
    """Sends the link that confirms the user's address. Raises Invalid if it is confirmed already, or RateLimited."""
    if is_proven(actor):
        raise Invalid("Your email address is confirmed already.")
    spend("prove_email", str(actor.pk))
    send_confirmation(actor)


def send_confirmation(user: User) -> None:
    _send_link(user.email, [str(user.pk), "", user.email, fingerprint(user)])


def read_link(token: str) -> tuple[User, str, str]:
    """Returns the user of a link, the nonce of its proposal, and the address.

    Raises Invalid if the link no longer works.
    """
    try:
        user_id, nonce, email, mark = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except (signing.BadSignature, ValueError) as error:
        raise Invalid(NOT_VALID) from error
    user = User.objects.filter(pk=user_id).first()
    if user is None or not _may_confirm(user) or mark != fingerprint(user):
        raise Invalid(NOT_VALID)
    if nonce and not PendingEmail.objects.filter(user=user, nonce=nonce, email=email).exists():
        raise Invalid(NOT_VALID)
    return user, nonce, email


def confirm_email(*, token: str, current: Device | None = None) -> User:
    """Confirms the address of a link and makes it the user's.

    A new address signs the user out everywhere except at `current`, and the old address is notified. Raises Invalid for
    a link that no longer works, and Conflict if another account has confirmed the address since.
    """
    with transaction.atomic():
        user, nonce, email = read_link(token)
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        read_link(token)
        change = _change(user, email) if nonce else None
        _confirm(user)
        if WaitingAccount.objects.filter(user=user, awaits=WaitingAccount.For.EMAIL).exists():
            end_waiting(user)
        if change is not None:
            here = current if current and current.user_id == user.pk else None
            end_other_devices(actor=user, current=here, reason=SECURITY_CHANGED)
    if change is not None:
        _tell_old(change)
    return user


def _change(user: User, email: str) -> EmailChange:
    was_proven = is_proven(user)
    change = EmailChange(user=user, old=user.email, new=email)
    PendingEmail.objects.filter(user=user).delete()
    user.email = email
    save_profile(user, ["email"])
    if was_proven:
        change.save()
    return change


def _confirm(user: User) -> None:
    try:
        with transaction.atomic():
            record_address(user, verified=True)
    except IntegrityError as error:
        raise _taken() from error


def _tell_old(change: EmailChange) -> None:
    """Only a confirmed address can undo a change: an unconfirmed one may be a stranger's."""
    if change._state.adding:
        mail.address_moved(change.old)
    else:
        mail.email_changed(change.old, change.new, undo_path(change))


def _send_link(email: str, content: list[str]) -> None:
    if owner_of(email) is None:
        link = reverse("account_confirm_email", args=[signing.dumps(content, salt=SALT)])
        is_sent = mail.confirm_address(email, link)
    else:
        is_sent = mail.address_is_taken(email, reverse("account_login"), reverse("account_reset_password"))
    if not is_sent:
        raise Unavailable("The mail server is not accepting email at the moment. Try again later.")


def _may_confirm(user: User) -> bool:
    """Among the users who cannot sign in, only new accounts that wait may confirm."""
    return user.is_active or WaitingAccount.objects.filter(user=user).exists()


def _taken() -> Conflict:
    return Conflict(
        "Another account has this email address.", fields={"email": ["Another account has this email address."]}
    )
