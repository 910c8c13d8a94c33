"""The sessions of browsers. Without a signed-in device they end soon: few have to be read to find those of a person."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone

from accounts.browser_sessions import DEVICE_KEY

#: How long a sign-in may take, from the password to the code.
UNSIGNED = timedelta(hours=1)


class SessionStore(DatabaseSessions):
    def get_expiry_age(self, **kwargs: Any) -> int:
        age = super().get_expiry_age(**kwargs)
        return age if DEVICE_KEY in self else min(age, int(UNSIGNED.total_seconds()))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        ends: datetime = super().get_expiry_date(**kwargs)
        return ends if DEVICE_KEY in self else min(ends, timezone.now() + UNSIGNED)


def decoded(session: Session) -> dict[str, Any] | None:
    """Returns the content, or None if it cannot be read. Django's own method returns {} in place of that."""
    store = SessionStore()
    try:
        content: dict[str, Any] = signing.loads(session.session_data, salt=store.key_salt, serializer=store.serializer)
    except Exception:  # as SessionBase.decode: signed with a key that is gone, or by an older version
        return None
    return content
