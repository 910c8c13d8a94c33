"""Bans of users: until when and why."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class BanQuerySet(models.QuerySet["Ban"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at__isnull=True)

    def over(self) -> Self:
        """Returns bans in force that have expired."""
        return self.in_force().filter(ends_at__lte=timezone.now())


class Ban(models.Model):
    """One ban of one user. It keeps the account inactive (accounts/shutting.py) until it is lifted."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="bans")
    reason = models.CharField(max_length=500, help_text="The banned person reads it when they sign in.")
    note = models.CharField(
        max_length=500, blank=True, db_default="", help_text="For staff alone, here and in the audit trail."
    )
    ends_at = models.DateTimeField(
        "until", null=True, blank=True, help_text="Leave it empty to ban until you lift the ban."
    )
    created_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(null=True, editable=False)

    objects = BanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(lifted_at__isnull=True), name="ban_once"),
        ]
        indexes = [models.Index(fields=["ends_at"], name="ban_ends", condition=Q(lifted_at__isnull=True))]

    def __str__(self) -> str:
        return f"ban of {self.user_id}"
