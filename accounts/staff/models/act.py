"""Acts of staff, in a table that only grows."""

from django.db import models
from django.utils import timezone


class StaffAct(models.Model):
    """One act of a member of staff, or of the server itself. The database refuses to change it.

    It permits to delete only entries that are older than a year, and only to `purge_acts`; and to replace the actor's
    name by the number of their account (`forget_names_in_trail`).
    """

    # Without a constraint: the audit trail outlives the users that it names.
    actor = models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    actor_name = models.CharField(max_length=32)
    act = models.CharField(max_length=32)
    object_type = models.CharField(max_length=32)
    object_id = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    # Where from: empty for acts of the server itself; without an address for those of its shell.
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=160, db_default="", default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="staff_act_object"),
            models.Index(fields=["created_at"], name="staff_act_created"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.object_type} {self.object_id}"
