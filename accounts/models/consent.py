from django.db import models
from django.utils import timezone


class Consent(models.Model):
    """A user accepted one version of a document. It is withdrawn by deleting the account."""

    class Via(models.TextChoices):
        SIGN_UP = "sign-up", "when they signed up"
        PAGE = "page", "in the browser"
        APP = "app", "in an app"

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="consents", db_index=False)
    document = models.ForeignKey("staff.Document", models.PROTECT, related_name="+")
    via = models.CharField(max_length=8, choices=Via)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "document"], name="consent_once")]

    def __str__(self) -> str:
        return f"consent of {self.user_id}"
