"""What the project itself remembers."""

from django.db import models
from django.utils import timezone

from chatproject.contract.ids import uuid7


class Backup(models.Model):
    """A finished backup, and when it was proven: restored into a scratch database that then had every row."""

    id = models.CharField(primary_key=True, max_length=40, editable=False)
    #: The moment whose state it holds.
    at = models.DateTimeField()
    rows = models.BigIntegerField()
    files = models.BigIntegerField()
    bytes = models.BigIntegerField()
    proven_at = models.DateTimeField(null=True)
    #: When every byte of its files was read as well.
    files_read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="backup_at")]

    def __str__(self) -> str:
        return self.id


class Export(models.Model):
    """What the server holds of a person, as a file in the store of files that they can download for some days."""

    class State(models.TextChoices):
        QUEUED = "queued"
        WORKING = "working"
        READY = "ready"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    #: Rows and files that are written, and that there are.
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    key = models.CharField(max_length=40, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    #: When a worker last wrote how far it is.
    touched_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="export_expires", condition=models.Q(expires_at__isnull=False)),
            models.Index(fields=["key"], name="export_key", condition=~models.Q(key="")),
        ]

    def __str__(self) -> str:
        return f"export of {self.user_id}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.WORKING)

    @property
    def percent(self) -> int:
        return min(99, self.done * 100 // self.total) if self.total else 0


class Incident(models.Model):
    """A time in which a part of the installation was not well. `ended_at` is None while it lasts."""

    part = models.CharField(max_length=100)
    #: For staff: what the part said first.
    detail = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["began_at"], name="incident_began_at")]
        constraints = [
            models.UniqueConstraint(fields=["part"], condition=models.Q(ended_at=None), name="incident_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part}, {self.began_at:%Y-%m-%d %H:%M}"
