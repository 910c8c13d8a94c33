"""Binds every link that acts for a user to the state of their account."""

from allauth.mfa.models import Authenticator
from django.utils.crypto import salted_hmac

from accounts.models import User

# The session key of the fingerprint between the password and the second factor.
FINGERPRINT_KEY = "fingerprint"


def fingerprint(user: User) -> str:
    """Returns a digest that changes with the user's password, email address and second factors."""
    factors = Authenticator.objects.filter(user_id=user.pk).order_by("pk").values_list("pk", "type")
    parts = [str(user.pk), user.password, user.email, *(f"{pk}:{type}" for pk, type in factors)]
    return salted_hmac("accounts.fingerprint", "\0".join(parts), algorithm="sha256").hexdigest()[:32]
