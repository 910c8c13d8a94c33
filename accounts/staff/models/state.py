"""The one row about the server as a whole."""

from django.db import models


class ServerState(models.Model):
    """Whether the server accepts writes. Row 1 is the only one; without it, the server accepts them."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    is_read_only = models.BooleanField("read-only", default=False)
    reason = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name_plural = "server state"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="server_state_once")]

    def __str__(self) -> str:
        return "read-only" if self.is_read_only else "as usual"

    @classmethod
    def current(cls) -> "ServerState":
        return cls.objects.filter(pk=1).first() or cls(pk=1)
