"""Whether people are online."""

from datetime import datetime

from chatproject.contract.objects.base import Shape


class Presence(Shape):
    online: bool
    last_seen_at: datetime | None = None


class PresenceList(Shape):
    users: dict[str, Presence]
