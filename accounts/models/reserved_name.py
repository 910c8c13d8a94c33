from django.db import models


class ReservedName(models.Model):
    """The username of an erased person, as a keyed digest: no one else can take it, and pass for them, for a while."""

    digest = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"reserved until {self.until:%Y-%m-%d}"
