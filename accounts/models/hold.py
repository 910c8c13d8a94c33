"""Legal holds: while one is in force, retention and erasure keep what it covers."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

#: Selects the holds that staff have not ended.
IN_FORCE = Q(ended_at__isnull=True)


class Hold(models.Model):
    """One hold, from when it is placed until staff end it. The database refuses any other change, and to delete it.

    Several holds, for several matters, may cover the same object: each is ended by itself.
    """

    #: The name of the field that the hold is on.
    about: ClassVar[str]

    reason = models.CharField(max_length=500)
    placed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", editable=False)
    placed_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    end_reason = models.CharField(max_length=500, blank=True, db_default="", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"hold on {self.about} {self.object_id}"

    @property
    def object_id(self) -> UUID:
        id: UUID = getattr(self, f"{self.about}_id")
        return id


class PersonHold(Hold):
    """Keeps a person's account, and every conversation that they are or were in."""

    about = "user"

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="holds")

    class Meta:
        verbose_name = "legal hold on a person"
        verbose_name_plural = "legal holds on people"
