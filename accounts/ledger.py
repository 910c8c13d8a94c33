"""simplejwt's two tables as the ledger of refresh tokens: which were issued, and when each was spent.

They hold ids and times. The column for the token itself stays empty, so a stolen database is of no use for signing in.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts.models import User


def record_issued(*, user: User, jti: UUID, issued_at: datetime) -> None:
    OutstandingToken.objects.create(
        user=user, jti=jti.hex, created_at=issued_at, expires_at=issued_at + api_settings.REFRESH_TOKEN_LIFETIME
    )


def record_spent(jti: UUID) -> datetime:
    """Blacklists a live token. Returns the time."""
    spent, _ = BlacklistedToken.objects.get_or_create(token=OutstandingToken.objects.get(jti=jti.hex))
    moment: datetime = spent.blacklisted_at
    return moment


def record_withdrawn(jtis: Iterable[UUID]) -> None:
    """Blacklists the live tokens of families that end."""
    issued = OutstandingToken.objects.filter(jti__in=[jti.hex for jti in jtis])
    BlacklistedToken.objects.bulk_create([BlacklistedToken(token=each) for each in issued], ignore_conflicts=True)


def spent_at(jti: UUID) -> datetime | None:
    """Returns when a token was spent, if recently: cleaning_up.py deletes entries older than any grace period."""
    return BlacklistedToken.objects.filter(token__jti=jti.hex).values_list("blacklisted_at", flat=True).first()
