"""What a profile's fields may say. The same for pages, REST and admin: the model's validators."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from chatproject.lib.errors import Invalid

if TYPE_CHECKING:
    from accounts.models import User

USERNAME = r"^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?\Z"
# Characters that turn the text around them: with them a name can look like another's.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

validate_username = RegexValidator(
    USERNAME, "Use letters, digits, dots, hyphens and underscores, with a letter or digit at both ends."
)
validate_locale = RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", "Use a language tag, such as en or pt-BR.")


def validate_display_name(name: str) -> None:
    if TURNING.search(name) or any(unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") for each in name):
        raise ValidationError("Use no control characters.", code="control_characters")


def validate_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError("There is no such time zone.", code="unknown_time_zone")


@cache
def time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def problems_of(user: "User", fields: Iterable[str]) -> dict[str, list[str]]:
    """The problems of these fields of a person, by field."""
    others = [each.name for each in user._meta.fields if each.name not in set(fields)]
    try:
        user.clean_fields(exclude=others)
    except ValidationError as error:
        return error.message_dict
    return {}


def raise_problems(problems: dict[str, list[str]]) -> None:
    """Raise Invalid when there are problems, with the first one as its detail."""
    for field, messages in problems.items():
        raise Invalid(f"{field}: {messages[0]}", fields=problems)
