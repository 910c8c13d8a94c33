"""The languages of the product: pages, emails and notifications."""

from django.conf import settings
from django.utils import translation


def language_of(locale: str) -> str:
    """Returns the product's language that is nearest to a user's locale."""
    try:
        return translation.get_supported_language_variant(locale)
    except LookupError:
        return settings.LANGUAGE_CODE


def languages() -> list[tuple[str, str]]:
    """Returns each tag with the language's native name: ("de", "Deutsch")."""
    return [(tag, translation.get_language_info(tag)["name_local"]) for tag, _ in settings.LANGUAGES]
