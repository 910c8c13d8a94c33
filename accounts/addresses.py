"""The owners of email addresses: a confirmed address belongs to one account, an unconfirmed one is a claim that many
may make.
"""

from allauth.account.models import EmailAddress

from accounts.models import User

# The most accounts that are considered for one address: its owner, or those that claim it.
CLAIMS = 3


def owner_of(email: str) -> User | None:
    """Returns the account that confirmed this address."""
    address = EmailAddress.objects.select_related("user").filter(email=email, verified=True, user__email=email).first()
    return address.user if address else None


def claimants(email: str) -> list[User]:
    """Returns the few accounts that an address may mean: its owner, then those that have claimed it longest."""
    owner = owner_of(email)
    claims = User.objects.claiming(email)[:CLAIMS]
    return ([owner] if owner else []) + [each for each in claims if each != owner][: CLAIMS - bool(owner)]


def is_proven(user: User) -> bool:
    """Whether the user has shown that they read mail at their address."""
    return bool(EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists())


def record_address(user: User, *, verified: bool) -> None:
    """Makes `user.email` the only address that allauth has for this account."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": verified})
