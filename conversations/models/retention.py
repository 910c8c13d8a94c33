"""For how long messages are kept."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from chatproject.contract.errors import Forbidden, Invalid
from conversations.models.conversation import Conversation

_LONGEST = 36_500


class RetentionPolicy(models.Model):
    """The one row of the policy. Until staff change it, settings.RETENTION_DAYS applies."""

    days = models.PositiveSmallIntegerField(
        "days",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(_LONGEST)],
        help_text="Messages are deleted after so many days. Leave it empty to keep them without end.",
    )
    least_days = models.PositiveSmallIntegerField(
        "fewest days",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(_LONGEST)],
        help_text="Admins of a group or channel can choose fewer days than above, but no fewer than this.",
    )
    admins_choose = models.BooleanField("admins of groups and channels may choose fewer days", default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="retention_policy_single"),
            models.CheckConstraint(condition=Q(least_days__gte=1), name="retention_policy_least"),
        ]
        verbose_name = "retention policy"
        verbose_name_plural = "retention policy"

    def __str__(self) -> str:
        return f"{self.days} days" if self.days else "without end"

    def clean(self) -> None:
        if self.days and self.least_days and self.least_days > self.days:
            raise ValidationError({"least_days": "This must not be more than the days of the policy."})

    @classmethod
    def current(cls) -> "RetentionPolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1, days=settings.RETENTION_DAYS or None)

    def days_of(self, conversation: Conversation) -> int | None:
        """Returns for how many days the conversation's messages are kept; None without end."""
        if conversation.is_exempt:
            return None
        chosen = conversation.keep_days if self.admins_choose else None
        own = chosen and max(chosen, self.least_days)
        return min(filter(None, (self.days, own)), default=None)

    def ensure_allowed(self, days: int | None) -> None:
        """Raises Forbidden or Invalid if admins may not choose these days."""
        if not self.admins_choose:
            raise Forbidden("The staff of this server decide for how long messages are kept.")
        most = self.days or _LONGEST
        if days is not None and not self.least_days <= days <= most:
            detail = f"keep_days must be from {self.least_days} to {most} on this server."
            raise Invalid(detail, fields={"keep_days": [f"Choose from {self.least_days} to {most} days."]})
