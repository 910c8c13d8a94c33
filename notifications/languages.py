"""In which language somebody is written to."""

from django.conf import settings
from django.utils import translation


def language_of(locale: str) -> str:
    """Return the language of the product that is nearest to a person's locale."""
    try:
        return translation.get_supported_language_variant(locale)
    except LookupError:
        return settings.LANGUAGE_CODE
