"""Identifies the history of the database."""

from uuid import uuid4

from django.db import models


def new_epoch() -> str:
    return uuid4().hex


class Epoch(models.Model):
    """One row. Its value changes when the server is restored from a backup, where seq and rev went back."""

    value = models.CharField(max_length=32, default=new_epoch)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="epoch_single")]

    def __str__(self) -> str:
        return self.value

    @classmethod
    def current(cls) -> str:
        return cls.objects.get_or_create(pk=1)[0].value
