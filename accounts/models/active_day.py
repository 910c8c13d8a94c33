"""On which days people used Parlance."""

from django.db import models


class ActiveDay(models.Model):
    """A person used Parlance on this day of the server's time zone. Nothing else is recorded: no time and no place.

    Analytics counts these rows at night. They are deleted after KEPT_DAYS (operations/being_active.py).
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="active_days", db_index=False)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="active_day_once")]
        indexes = [models.Index(fields=["day"], name="active_day")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.day}"
