"""How often something private to a person changed."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models


class PersonalCounter(models.Model):
    """`rev` is a person's me_rev; a person without a row is at 0.

    It is a row of its own, so that counting does not wait for what else writes the user's.
    """

    user = models.OneToOneField("accounts.User", models.CASCADE, primary_key=True, related_name="personal_counter")
    rev = models.BigIntegerField(default=0)

    if TYPE_CHECKING:
        user_id: UUID

    def __str__(self) -> str:
        return f"me_rev of {self.user_id}"


class PersonalMark(models.Model):
    """The me_rev of the last change of one private list of a person. Another call reads the list."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", db_index=False)
    list = models.CharField(max_length=16)
    me_rev = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "list"], name="mark_once")]

    if TYPE_CHECKING:
        user_id: UUID

    def __str__(self) -> str:
        return f"{self.list} of {self.user_id}"
