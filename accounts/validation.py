"""Validation of profile fields, the same for pages, REST and the admin: the model's validators."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Model

from accounts.names import is_reserved, tidy_name, validate_display_name
from accounts.time_zones import time_zones
from chatproject.contract.errors import Invalid

__all__ = [
    "problems_of",
    "raise_problems",
    "raise_reserved",
    "tidy_name",
    "validate_display_name",
    "validate_locale",
    "validate_time_zone",
    "validate_username",
]

USERNAME = r"^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?\Z"
validate_username = RegexValidator(
    USERNAME, "Use letters, digits, dots, hyphens and underscores, with a letter or digit at both ends."
)
validate_locale = RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", "Use a language tag, such as en or pt-BR.")


def raise_reserved(username: str) -> None:
    """Raises Invalid for a username that could pass for the server, its staff or everyone."""
    if is_reserved(username):
        detail = "This username is reserved."
        raise Invalid(f"username: {detail}", fields={"username": [detail]})


def validate_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError("Use an IANA time zone name, for example Europe/Berlin.", code="unknown_time_zone")


def problems_of(user: Model, fields: Iterable[str]) -> dict[str, list[str]]:
    """Returns the problems of these fields of a user, by field."""
    others = [each.name for each in user._meta.fields if each.name not in set(fields)]
    try:
        user.clean_fields(exclude=others)
    except ValidationError as error:
        return error.message_dict
    return {}


def raise_problems(problems: dict[str, list[str]]) -> None:
    """Raises Invalid if there are problems, with the first one as its detail."""
    for field, messages in problems.items():
        raise Invalid(f"{field}: {messages[0]}", fields=problems)
