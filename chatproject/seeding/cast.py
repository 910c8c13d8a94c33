"""The people of the demo world. Their names are long, short, and from many places."""

from dataclasses import dataclass

from django.conf import settings

from accounts.models import User
from accounts.operations.editing_profile import edit_profile
from accounts.operations.registering import register


@dataclass(frozen=True)
class Character:
    """One of the cast."""

    username: str
    display_name: str
    time_zone: str
    locale: str = "en"


CAST = (
    Character("alice", "Alice Lindqvist", "Europe/Stockholm", "sv"),
    Character("bob", "Bob Okafor", "Africa/Lagos"),
    Character("carol", "Carol Nakamura", "Asia/Tokyo", "ja"),
    Character("noor", "نور الهدى عبد الرحمن", "Africa/Cairo", "ar"),
    Character("yael", "יעל בן־דוד", "Asia/Jerusalem", "he"),
    Character("maria", "María del Carmen Fernández-Villaverde y Ortiz de Zárate", "Europe/Madrid", "es"),
    Character("tomasz", "Tomasz Wiśniewski", "Europe/Warsaw", "pl"),
    Character("priya", "Priya Raghunathan", "Asia/Kolkata", "ta"),
    Character("jin", "박진우", "Asia/Seoul", "ko"),
    Character("li", "Li", "America/Vancouver"),
)


def gather() -> dict[str, User]:
    """Registers everyone through the operation. Returns {username: person}."""
    return {character.username: _arrive(character) for character in CAST}


def _arrive(character: Character) -> User:
    person = register(
        username=character.username,
        email=f"{character.username}@example.org",
        password=settings.DEMO_PASSWORD,
        display_name=character.display_name,
    )
    return edit_profile(actor=person, time_zone=character.time_zone, locale=character.locale)
