"""Reports of users to staff."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from chatproject.contract.ids import uuid7

LONGEST_DETAIL: int = settings.LIMITS["report_detail"]
LONGEST_TEXT = 4_000


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        return self.filter(state=Report.State.OPEN)


class Report(models.Model):
    """A user, a conversation or a message that a user asks staff to review.

    `text` is the message's text when it was reported: disclosed by its reader, and all that staff see of it.
    """

    class Reason(models.TextChoices):
        SPAM = "spam", "Spam"
        ABUSE = "abuse", "Insults or threats"
        IMPERSONATION = "impersonation", "Pretends to be someone else"
        ILLEGAL = "illegal", "Against the law"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACTED = "acted", "Acted on"
        DISMISSED = "dismissed", "Dismissed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reporter = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="+")
    conversation = models.ForeignKey("conversations.Conversation", models.SET_NULL, null=True, related_name="+")
    seq = models.BigIntegerField(null=True)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    reason = models.CharField(max_length=16, choices=Reason)
    detail = models.CharField(max_length=LONGEST_DETAIL, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=LONGEST_DETAIL, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="report_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"report {self.pk}"
