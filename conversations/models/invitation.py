"""Links with which people join a conversation."""

import hashlib
import secrets
from typing import Self

from django.db import models
from django.utils import timezone

from chatproject import vault
from chatproject.contract.ids import uuid7
from conversations.models.conversation import Conversation

PURPOSE = "invitations"


def new_token() -> str:
    return secrets.token_urlsafe(18)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def of(self, conversation: Conversation) -> "InvitationQuerySet":
        return self.filter(conversation=conversation)

    def of_token(self, token: str) -> Self:
        return self.filter(digest=Invitation.digest_of(token))

    def unrevoked(self) -> "InvitationQuerySet":
        return self.filter(revoked_at__isnull=True)

    def open(self) -> "InvitationQuerySet":
        """Invitations that can still be used; `is_open` is the same for one."""
        return (
            self.unrevoked()
            .filter(created_by__is_active=True)
            .filter(models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=timezone.now()))
            .filter(models.Q(max_uses__isnull=True) | models.Q(uses__lt=models.F("max_uses")))
        )

    def revoke(self) -> int:
        return self.unrevoked().update(revoked_at=timezone.now())


class Invitation(models.Model):
    """People with the `token` may join until it expires, is used up or is revoked. It is not stored in plain text."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, related_name="invitations")
    #: Finds the row of a link. Null only in rows that are older than this field.
    digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    #: Lets members copy a link again.
    sealed_token = models.TextField(default="", db_default="", editable=False)
    created_by = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    max_uses = models.PositiveIntegerField(null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation to {self.conversation_id}"

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    def set_token(self) -> None:
        token = new_token()
        self.digest, self.sealed_token = self.digest_of(token), vault.seal(PURPOSE, token)

    @property
    def token(self) -> str:
        """The last part of the link. Raises Unsealable."""
        return vault.unseal(PURPOSE, self.sealed_token)

    @property
    def is_open(self) -> bool:
        return (
            self.revoked_at is None
            and self.created_by.is_active
            and (self.expires_at is None or self.expires_at > timezone.now())
            and (self.max_uses is None or self.uses < self.max_uses)
        )
