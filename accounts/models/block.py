from django.db import models
from django.utils import timezone


class Block(models.Model):
    """`blocker` does not want conversations started by `blocked`."""

    blocker = models.ForeignKey("accounts.User", models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey("accounts.User", models.CASCADE, related_name="blocked_by")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~models.Q(blocker=models.F("blocked")), name="block_other"),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} blocks {self.blocked_id}"
