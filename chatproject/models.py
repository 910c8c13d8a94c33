"""What the project itself remembers."""

from django.db import models


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
