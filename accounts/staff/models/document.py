"""The terms of this server and its privacy notice, in versions that never change."""

from typing import Self

from django.db import models
from django.utils import timezone

from chatproject.contract.ids import uuid7


class DocumentQuerySet(models.QuerySet["Document"]):
    def current(self) -> Self:
        """The newest version of each kind."""
        return self.order_by("kind", "-version").distinct("kind")


class Document(models.Model):
    """One version of a text that people accept, or that informs them."""

    class Kind(models.TextChoices):
        TERMS = "terms", "Terms of use"
        PRIVACY = "privacy", "Privacy notice"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    version = models.PositiveIntegerField(editable=False)
    text = models.TextField(max_length=100_000, help_text="Plain text; an empty line begins a new paragraph.")
    requires_acceptance = models.BooleanField(
        "everyone has to accept it",
        default=True,
        help_text="New people accept it when they sign up, everyone else when they next open the chat.",
    )
    published_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="document_version")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, version {self.version}"
