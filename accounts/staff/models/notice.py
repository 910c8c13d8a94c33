"""Notices from staff to everyone."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from chatproject.contract.ids import uuid7
from chatproject.contract.texts import readable

LONGEST = 500


class NoticeQuerySet(models.QuerySet["Notice"]):
    def current(self) -> Self:
        now = timezone.now()
        return self.filter(starts_at__lte=now).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))


class Notice(models.Model):
    """A banner on every user's screen from `starts_at` to `ends_at`, or until they dismiss it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    text = models.CharField(max_length=LONGEST)
    starts_at = models.DateTimeField("from", default=timezone.now)
    ends_at = models.DateTimeField(
        "until", null=True, blank=True, help_text="Leave it empty to show the notice until you set an end."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="notice_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def clean(self) -> None:
        self.text = readable(self.text)
        if not self.text:
            raise ValidationError({"text": "Write a text that can be seen."})
        if self.ends_at and self.starts_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "The end must come after the start."})
