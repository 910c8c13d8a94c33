"""The times of messages. They only go forward, and never past now."""

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

#: Seconds until the next message, repeating: lively, and the same every time.
_PAUSES = (40, 95, 25, 150, 70, 35, 210, 55)


class Clock:
    """The clock of one conversation. Days are counted back from this noon, or from the last one before noon."""

    def __init__(self) -> None:
        self.now: datetime | None = None
        self._ticks = 0

    def on(self, days_ago: int, at: str) -> None:
        """Moves to a time of day in UTC, some days before today."""
        day = (timezone.now() - timedelta(hours=12)).date() - timedelta(days=days_ago)
        self._go_on(datetime.combine(day, time.fromisoformat(at), UTC))

    def ago(self, **span: float) -> None:
        """Moves to this long before now: `ago(minutes=50)`."""
        self._go_on(timezone.now() - timedelta(**span))

    def tick(self) -> datetime:
        """Returns the time of the next message."""
        if self.now is None:
            raise ValueError("Say when, first.")
        self.now = min(self.now + timedelta(seconds=_PAUSES[self._ticks % len(_PAUSES)]), timezone.now())
        self._ticks += 1
        return self.now

    def _go_on(self, moment: datetime) -> None:
        if self.now is not None and moment <= self.now:
            raise ValueError(f"{moment} is not after {self.now}.")
        self.now = moment
