"""Counts the changes of a user's private data."""

from django.db import models


class PersonalCounter(models.Model):
    """`rev` is a user's me_rev; a user without a row is at 0.

    It has its own row, so that counting does not wait for other writes to the user's row.
    """

    user = models.OneToOneField("accounts.User", models.CASCADE, primary_key=True, related_name="personal_counter")
    rev = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"me_rev of {self.user_id}"


class PersonalMark(models.Model):
    """The me_rev of the last change of one private list of a user. Clients read the list with its own call."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", db_index=False)
    list = models.CharField(max_length=16)
    me_rev = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "list"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.list} of {self.user_id}"
