"""The sign-up policy, invitations to this server, and accounts that wait."""

import hashlib
import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from chatproject.contract.ids import uuid7


class SignUpPolicy(models.Model):
    """The one row of the policy. Until staff change it, settings.SIGN_UP applies."""

    class Mode(models.TextChoices):
        OPEN = "open", "Open to everyone"
        INVITATION = "invitation", "By invitation"
        DOMAINS = "domains", "Listed domains: people with a confirmed email address there"
        APPROVAL = "approval", "By approval: staff admit each person"
        CLOSED = "closed", "Closed: staff create accounts"

    mode = models.CharField(max_length=12, choices=Mode, default=Mode.OPEN)
    domains = models.TextField(blank=True, help_text="Email domains, separated by commas or spaces.")
    members_invite = models.BooleanField("members may invite", default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="sign_up_policy_single")]
        verbose_name = "sign-up policy"
        verbose_name_plural = "sign-up policy"

    def __str__(self) -> str:
        return self.get_mode_display()

    @classmethod
    def current(cls) -> "SignUpPolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1, mode=settings.SIGN_UP, domains=settings.SIGN_UP_DOMAINS)

    @property
    def takes_strangers(self) -> bool:
        """Whether people without an invitation may sign up."""
        return self.mode not in (self.Mode.CLOSED, self.Mode.INVITATION)

    @property
    def listed_domains(self) -> list[str]:
        return self.domains.lower().replace(",", " ").split()

    def lists(self, email: str) -> bool:
        return email.rpartition("@")[2] in self.listed_domains


class ServerInvitationQuerySet(models.QuerySet["ServerInvitation"]):
    def open(self) -> Self:
        """Invitations that can still be used."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), uses__lt=models.F("max_uses"))

    def of_token(self, token: str) -> Self:
        return self.filter(digest=ServerInvitation.digest_of(token))


class ServerInvitation(models.Model):
    """A link that lets people create accounts. Only a digest of its token is stored."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey("accounts.User", models.CASCADE, related_name="server_invitations")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    max_uses = models.PositiveIntegerField(default=1)
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ServerInvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation by {self.created_by_id}"

    @staticmethod
    def new_token() -> str:
        return secrets.token_urlsafe(18)

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()


class WaitingAccount(models.Model):
    """A new account that is inactive until staff approve it or its email address is confirmed."""

    class For(models.TextChoices):
        APPROVAL = "approval"
        EMAIL = "email"

    user = models.OneToOneField("accounts.User", models.CASCADE, primary_key=True, related_name="waiting")
    awaits = models.CharField(max_length=8, choices=For)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="waiting_account_created")]

    def __str__(self) -> str:
        return f"{self.user_id} awaits {self.awaits}"
