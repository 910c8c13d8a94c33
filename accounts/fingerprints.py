"""What every link that acts for a person is bound to."""

from allauth.mfa.models import Authenticator
from django.utils.crypto import salted_hmac

from accounts.models import User

# Where a session keeps it between the password and the second factor.
FINGERPRINT_KEY = "fingerprint"


def fingerprint(user: User) -> str:
    """A digest that changes with the password, the email address and the second factors of this person."""
    factors = Authenticator.objects.filter(user_id=user.pk).order_by("pk").values_list("pk", "type")
    parts = [str(user.pk), user.password, user.email, *(f"{pk}:{type}" for pk, type in factors)]
    return salted_hmac("accounts.fingerprint", "\0".join(parts), algorithm="sha256").hexdigest()[:32]
