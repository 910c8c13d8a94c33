"""A new e-mail address: it counts once its owner has followed the link sent there."""

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction

from accounts.models import Device, User
from accounts.operations.registering import raise_taken
from accounts.operations.signing_out import end_other_devices
from accounts.validation import problems_of, raise_problems
from chatproject.lib.errors import Invalid

SALT = "accounts.changing_email"
VALID_FOR = 60 * 60 * 24
NOT_VALID = "This link is not valid any more."


def propose_email(*, actor: User, email: str) -> str:
    """The token whose bearer proves to read mail at `email`. Raises Invalid, or Conflict when it is taken."""
    user = User(pk=actor.pk, username=actor.username, email=User.objects.normalize_email(email))
    raise_problems(problems_of(user, ["email"]))
    if user.email == actor.email:
        raise Invalid("That is your address.", fields={"email": ["That is your address."]})
    raise_taken(user)
    return signing.dumps([str(actor.pk), actor.email, user.email], salt=SALT)


def is_proven(user: User) -> bool:
    """Whether he has shown that he reads mail at the address he has."""
    return bool(EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists())


def prove_email(*, actor: User) -> str:
    """The token whose bearer proves to read mail at the address he has. Raises Invalid when he proved it before."""
    if is_proven(actor):
        raise Invalid("Your address is confirmed.")
    return signing.dumps([str(actor.pk), actor.email, actor.email], salt=SALT)


def read_proposal(token: str) -> tuple[str, str, str]:
    """Whose address, from which, to which. Raises Invalid for a token that is altered or old."""
    try:
        user_id, old, new = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature as error:
        raise Invalid(NOT_VALID) from error
    return user_id, old, new


@transaction.atomic
def confirm_email(*, token: str, current: Device | None = None) -> tuple[User, str]:
    """Make the proposed address the person's own, and sign out everywhere but at `current`.

    One that he has already is confirmed, and nobody is signed out.

    Answers him, and the address he had.

    Raises Invalid for a token that is altered, old, or was used: it names the address it replaces.
    """
    user_id, old, new = read_proposal(token)
    user = User.objects.active().select_for_update().filter(pk=user_id, email=old).first()
    if user is None:
        raise Invalid(NOT_VALID)
    if new == old:
        EmailAddress.objects.update_or_create(user=user, email=old, defaults={"primary": True, "verified": True})
        return user, old
    user.email = new
    raise_taken(user)
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        raise_taken(user)
        raise
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=new, primary=True, verified=True)
    end_other_devices(actor=user, current=current if current and current.user_id == user.pk else None)
    return user, old
