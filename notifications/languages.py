"""In which language somebody is written to."""

from django.conf import settings
from django.utils import translation

from accounts.models import User


def language_of(user: User) -> str:
    """What we have that is nearest to his locale."""
    try:
        return translation.get_supported_language_variant(user.locale)
    except LookupError:
        return settings.LANGUAGE_CODE
