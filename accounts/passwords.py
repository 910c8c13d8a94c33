"""How passwords are hashed, and which are refused."""

import re
import unicodedata
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator as DjangoCommonPasswordValidator
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

OWN_NAMES = {"parlance", "password", "passwort", "welcome", "letmein"}


def normalized(password: str) -> str:
    """Returns the password in NFKC: keyboards disagree whether é is one character or two."""
    return unicodedata.normalize("NFKC", password)


def spellings(password: str) -> list[str]:
    """Returns what a hash may have been made from: the normalized password, and the password as typed if it differs."""
    return list(dict.fromkeys([normalized(password), password]))


class Argon2(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters of 19 MiB: a small server can hash for many at once."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class LengthValidator:
    """At least eight characters; the upper limit is beyond what people type and keeps hashing cheap."""

    shortest, longest = 8, 1024

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.shortest:
            raise ValidationError(f"Use at least {self.shortest} characters.", code="password_too_short")
        if len(password) > self.longest:
            raise ValidationError(f"Use at most {self.longest} characters.", code="password_too_long")

    def get_help_text(self) -> str:
        return f"At least {self.shortest} characters."


class SimilarityValidator(UserAttributeSimilarityValidator):
    def get_help_text(self) -> str:
        return "Not like your name or email address."


class CommonPasswordValidator(DjangoCommonPasswordValidator):
    """Also refuses the name of this server, with digits around it: attackers try it first here."""

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(password, user)
        if re.sub(r"[^a-z]", "", password.lower()) in OWN_NAMES:
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_help_text(self) -> str:
        return "Not a common password."
