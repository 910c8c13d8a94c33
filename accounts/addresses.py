"""Whose an email address is: a confirmed one belongs to one account; unconfirmed, it is a claim that many may make."""

from allauth.account.models import EmailAddress

from accounts.models import User

# Accounts that are asked about one address: its owner, or those that claim it.
CLAIMS = 3


def owner_of(email: str) -> User | None:
    """The account that confirmed this address."""
    found = EmailAddress.objects.select_related("user").filter(email=email, verified=True, user__email=email).first()
    return found.user if found else None


def claimants(email: str) -> list[User]:
    """The few accounts that an address may mean: its owner, then those that claim it longest."""
    owner = owner_of(email)
    claims = User.objects.claiming(email)[:CLAIMS]
    return ([owner] if owner else []) + [each for each in claims if each != owner][: CLAIMS - bool(owner)]


def is_proven(user: User) -> bool:
    """Whether this person has shown that they read mail at the address they have."""
    return bool(EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists())


def record_address(user: User, *, verified: bool) -> None:
    """Make `user.email` the one address allauth knows of this account."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": verified})
